import { isUtf8 } from 'node:buffer';

/** One line of NDJSON that is not blank. */
export interface NdjsonLine {
  /** Counted from 1, blank lines included. */
  readonly number: number;
  /** Without its line end; undefined when the line can't be read. */
  readonly text: string | undefined;
  /** Why it can't be read: it is longer than the limit, or its bytes are not UTF-8. */
  readonly fault?: 'too-long' | 'not-utf-8';
}

/** The media type of NDJSON. */
export const NDJSON = 'application/x-ndjson';

const LINE_FEED = 0x0a;

/**
 * The lines of a stream of bytes, as they arrive: blank ones left out, a byte order mark in front removed. No more than
 * one line of `limit` bytes is held; a longer one is named without its text, and the next ones go on.
 * @throws what the source throws; a line that was begun then is never yielded
 */
export async function* linesOf(source: AsyncIterable<Buffer>, limit: number): AsyncGenerator<NdjsonLine> {
  let pieces: Buffer[] = [];
  let size = 0;
  let number = 0;
  const add = (piece: Buffer): void => {
    size += piece.length;
    if (size > limit) pieces = [];
    else if (piece.length > 0) pieces.push(piece);
  };
  const take = (): NdjsonLine => {
    number += 1;
    const [first] = pieces;
    const bytes = pieces.length === 1 && first ? first : Buffer.concat(pieces);
    const isTooLong = size > limit;
    [pieces, size] = [[], 0];
    if (isTooLong) return { number, text: undefined, fault: 'too-long' };
    if (!isUtf8(bytes)) return { number, text: undefined, fault: 'not-utf-8' };
    return {
      number,
      text: bytes
        .toString('utf8')
        .replace(/^\uFEFF/, '')
        .replace(/\r$/, ''),
    };
  };
  for await (const chunk of source) {
    let begin = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, begin)) {
      add(chunk.subarray(begin, end));
      begin = end + 1;
      const line = take();
      if (!isBlank(line)) yield line;
    }
    add(chunk.subarray(begin));
  }
  const last = take();
  if (!isBlank(last)) yield last;
}

const isBlank = ({ text }: NdjsonLine): boolean => text?.trim() === '';
