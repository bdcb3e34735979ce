import { Transform } from 'node:stream';

const SPACE = 0x20;
const QUOTE = 0x22;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * Makes runs of spaces single ones, and takes them away at the ends of lines, except inside quoted fields: what is left
 * is delimited by single spaces.
 */
export const runsOfSpaces = (): Transform => {
  let quoted = false;
  /** The last byte was the quote at the end of a field. */
  let closed = false;
  /** What was last let through; a line end to begin with. */
  let last = LINE_FEED;
  let spaces = false;
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      // Each byte lets through itself and at most the space before it that was held back.
      const through = Buffer.allocUnsafe(chunk.length + 1);
      let length = 0;
      for (const byte of chunk) {
        if (byte === SPACE && !quoted) {
          spaces = true;
          closed = false;
          continue;
        }
        const atLineEnd = isLineEnd(byte) && !quoted;
        const begins = spaces || isLineEnd(last);
        if (spaces && !atLineEnd && !isLineEnd(last)) through[length++] = SPACE;
        spaces = false;
        // A quote opens at the beginning of a field; the second of a doubled one opens what the first closed.
        const closes = byte === QUOTE && quoted;
        quoted = byte === QUOTE ? !quoted && (begins || closed) : quoted;
        closed = closes;
        through[length++] = byte;
        last = byte;
      }
      done(null, through.subarray(0, length));
    },
  });
};

const isLineEnd = (byte: number): boolean => byte === LINE_FEED || byte === CARRIAGE_RETURN;
