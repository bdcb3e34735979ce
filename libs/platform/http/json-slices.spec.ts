import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AnswerInParts } from './answer-in-parts.js';
import { jsonSlices } from './json-slices.js';

const written = async (answer: object): Promise<string[]> => {
  const pieces: string[] = [];
  for await (const piece of jsonSlices(AnswerInParts.of(answer))) pieces.push(piece);
  return pieces;
};

describe('JSON in slices', () => {
  it('is what JSON.stringify writes', async () => {
    const list = fc.array(fc.oneof(fc.string(), fc.constant(null), fc.constant(undefined)), { maxLength: 3 });
    const long = fc.nat(2_000).map((length) => Array.from({ length }, (_, row) => ({ row, text: '"\n' })));
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.string(), fc.oneof(list, long, fc.jsonValue(), fc.constant(undefined))),
        async (answer) => {
          expect((await written(answer)).join('')).toBe(JSON.stringify(answer));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('has no more than 200 items of a list in one piece', async () => {
    const lengths = (await written({ items: Array.from({ length: 501 }, () => 1) })).map(
      (piece) => piece.match(/1/g)?.length ?? 0,
    );
    expect(lengths).toEqual([0, 200, 200, 101, 0, 0]);
  });
});
