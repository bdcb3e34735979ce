import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { distributionOf } from './distribution.js';

const hundred = Array.from({ length: 100 }, (_, at) => at + 1);

describe('a distribution', () => {
  it('has percentiles between the two nearest values', () => {
    const { percentiles } = distributionOf([15, 20, 35, 40, 50], 5);
    const of = (percent: number) => percentiles.find((each) => each.percent === percent)?.value;
    // 40 % of the way, as Hyndman and Fan's type 7 has it: between the second and the third of five.
    expect([of(1), of(10), of(25), of(50), of(90), of(99)]).toEqual([15.2, 17, 20, 35, 46, 49.6]);
  });

  it('has what the highest values add up to', () => {
    expect(distributionOf(hundred, 10).top).toEqual([
      { percent: 1, count: 1, sum: 100, share: 0.0198 },
      { percent: 5, count: 5, sum: 490, share: 0.097 },
      { percent: 10, count: 10, sum: 955, share: 0.1891 },
      { percent: 20, count: 20, sum: 1_810, share: 0.3584 },
    ]);
    expect(distributionOf([7, 3], 10).top[0]).toEqual({ percent: 1, count: 1, sum: 7, share: 0.7 });
    expect(distributionOf([-7, 3], 10).top[0]?.share).toBeNull();
  });

  it('has bins of equal width, empty ones included', () => {
    const bins = (values: readonly number[], most: number) =>
      distributionOf(values, most).histogram.map(({ from, to, count }) => [from, to, count]);
    expect(bins([1, 2, 2, 5], 20)).toEqual([
      [1, 1, 1],
      [2, 2, 2],
      [3, 3, 0],
      [4, 4, 0],
      [5, 5, 1],
    ]);
    expect(bins([1, 2, 2, 5], 2)).toEqual([
      [1, 3, 3],
      [4, 6, 1],
    ]);
    expect(bins([4, 4], 20)).toEqual([[4, 4, 2]]);
  });

  it('of nothing is empty', () => {
    expect(distributionOf([], 20)).toMatchObject({
      count: 0,
      sum: 0,
      mean: null,
      min: null,
      histogram: [],
      top: [{ count: 0, sum: 0, share: null }, {}, {}, {}],
    });
  });

  it('has each value in one bin, whatever they are and in whatever order', () => {
    const values = fc.array(fc.integer({ min: -1_000_000, max: 1_000_000 }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 200 }), (all, most) => {
        const found = distributionOf(all, most);
        expect(found.histogram.length).toBeLessThanOrEqual(most);
        for (const { from, to, count } of found.histogram)
          expect(all.filter((value) => value >= from && value <= to)).toHaveLength(count);
        expect(found.histogram.reduce((sum, { count }) => sum + count, 0)).toBe(all.length);
        expect(distributionOf([...all].reverse(), most)).toEqual(found);
      }),
    );
  });
});
