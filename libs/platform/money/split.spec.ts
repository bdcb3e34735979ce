import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { splitMinor, sumMinor } from './split.js';

const amount = fc.oneof(fc.nat(20), fc.nat({ max: 1_000_000_000_000_000 }));
const weights = fc
  .array(amount, { minLength: 1, maxLength: 12 })
  .filter((all) => sumMinor(all) !== undefined);
const total = (parts: readonly number[]) => parts.reduce((all, part) => all + BigInt(part), 0n);

describe('splitMinor', () => {
  it('gives what is left over to the largest remainders, the earlier first', () => {
    expect(splitMinor(100, [1, 1, 1])).toEqual([34, 33, 33]);
    expect(splitMinor(10, [5, 3, 1])).toEqual([6, 3, 1]);
    expect(splitMinor(7, [0, 0])).toEqual([4, 3]);
    expect(splitMinor(0, [3, 4])).toEqual([0, 0]);
  });

  it('adds up to the last minor unit', () => {
    fc.assert(
      fc.property(amount, weights, (split, by) => {
        expect(total(splitMinor(split, by))).toBe(BigInt(split));
      }),
    );
  });

  it('takes from no part more than its weight, nor strays from its exact share by a whole unit', () => {
    fc.assert(
      fc.property(weights, fc.double({ min: 0, max: 1, noNaN: true }), (by, share) => {
        const sum = total(by);
        const split = Math.floor(Number(sum) * share);
        fc.pre(sum > 0n && BigInt(split) <= sum);
        for (const [index, part] of splitMinor(split, by).entries()) {
          const weight = by[index] ?? 0;
          expect(part).toBeLessThanOrEqual(weight);
          const off = BigInt(part) * sum - BigInt(split) * BigInt(weight);
          expect(off < sum && off > -sum).toBe(true);
        }
      }),
    );
  });
});

describe('sumMinor', () => {
  it('is undefined where it would not be exact', () => {
    expect(sumMinor([Number.MAX_SAFE_INTEGER - 1, 1])).toBe(Number.MAX_SAFE_INTEGER);
    expect(sumMinor([Number.MAX_SAFE_INTEGER, 1])).toBeUndefined();
  });
});
