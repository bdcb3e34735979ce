import { Transform } from 'node:stream';

const LINE_FEED = 0x0a;

/** Keeps the lines of a file as they stand in it, from when they pass until they are taken. */
export class RawLines {
  private readonly chunks: Buffer[] = [];
  /** How much of the first chunk is taken. */
  private taken = 0;

  /** Lets everything through unchanged. */
  readonly tap = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      this.chunks.push(chunk);
      done(null, chunk);
    },
  });

  /** The next lines, in the pieces that they came in; fewer when no more have passed. */
  take(lines: number): readonly Buffer[] {
    const pieces: Buffer[] = [];
    let left = lines;
    for (let [chunk] = this.chunks; chunk && left > 0; [chunk] = this.chunks) {
      const lineFeed = chunk.indexOf(LINE_FEED, this.taken);
      const end = lineFeed === -1 ? chunk.length : lineFeed + 1;
      pieces.push(chunk.subarray(this.taken, end));
      this.taken = end;
      if (lineFeed !== -1) left -= 1;
      if (end < chunk.length) continue;
      this.chunks.shift();
      this.taken = 0;
    }
    return pieces;
  }
}

/** The text of such lines without a byte order mark in front and without the last line end. */
export const rawText = (pieces: readonly Buffer[]): string =>
  Buffer.concat(pieces)
    .toString()
    .replace(/^\uFEFF/, '')
    .replace(/\r?\n$/, '');
