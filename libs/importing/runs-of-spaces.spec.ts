import { describe, expect, it } from '@jest/globals';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { runsOfSpaces } from './runs-of-spaces.js';

const TEXT = '  a   b  \r\n\n   \n"x  y"   "p ""q  r"" s" \n5"  tall  \n""   "  "';
const SINGLE = 'a b\r\n\n\n"x  y" "p ""q  r"" s"\n5" tall\n"" "  "';

describe('runs of spaces', () => {
  it('become single ones, except inside quotes and at the ends of lines', async () => {
    expect(await text(Readable.from([Buffer.from(TEXT)]).pipe(runsOfSpaces()))).toBe(SINGLE);
  });

  it('do so wherever the pieces of a file are cut', async () => {
    const bytes = [...Buffer.from(TEXT)].map((byte) => Buffer.of(byte));
    expect(await text(Readable.from(bytes).pipe(runsOfSpaces()))).toBe(SINGLE);
  });
});
