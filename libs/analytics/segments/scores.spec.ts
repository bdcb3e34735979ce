import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { quintilesOf } from './scores.js';
import { scoresByQuintile, scoresByThreshold } from './rfm.js';
import { defaultRules, rulesFrom, segmentOf } from './segment-rules.js';

const values = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 60 });

describe('scores by quintiles', () => {
  it('make five classes of equal size where no value repeats', () => {
    expect(quintilesOf([50, 10, 40, 30, 20, 60, 90, 70, 80, 100])).toEqual([3, 1, 2, 2, 1, 3, 5, 4, 4, 5]);
  });

  it('share a score among ties', () => {
    fc.assert(
      fc.property(values, (all) => {
        const scores = quintilesOf(all);
        const scoresOf = (value: number) => new Set(scores.filter((_, at) => all[at] === value));
        for (const value of all) expect(scoresOf(value).size).toBe(1);
      }),
    );
  });

  it('are the same in whatever order the values come, and never lower for a higher value', () => {
    const shuffled = values.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray([...all.keys()], { minLength: all.length })),
    );
    fc.assert(
      fc.property(shuffled, ([all, order]) => {
        const scores = quintilesOf(all);
        expect(quintilesOf(order.map((at) => all[at] ?? 0))).toEqual(order.map((at) => scores[at]));
        for (const [a, first] of all.entries())
          for (const [b, second] of all.entries())
            if (first > second) expect(scores[a]).toBeGreaterThanOrEqual(scores[b] ?? 0);
      }),
    );
  });

  it('are high for the latest, the most frequent and those who spend most', () => {
    const base = [1, 2, 3, 4, 5].map((each) => ({ recency: 100 - each, frequency: each, monetary: each }));
    expect(scoresByQuintile(base).at(-1)).toEqual({ recency: 5, frequency: 5, monetary: 5 });
    expect(scoresByQuintile(base)[0]).toEqual({ recency: 1, frequency: 1, monetary: 1 });
  });
});

describe('scores by thresholds', () => {
  const thresholds = { recencyDays: 30, ordersPerMonth: 3, spendPerYear: 2_000 };
  const buyer = {
    orders: 36,
    days: [635, 1000],
    gross: 0,
    refunded: 0,
    net: 0,
    ordersOfYear: 36,
    netOfYear: 200_000,
  };

  it('are 5 where the threshold is reached exactly, and 1 below it', () => {
    expect(scoresByThreshold({ ...buyer, ordersOfYear: 36 }, 1030, thresholds, 100)).toEqual({
      recency: 5,
      frequency: 5,
      monetary: 5,
    });
    const less = { ...buyer, ordersOfYear: 35, netOfYear: 199_999 };
    expect(scoresByThreshold(less, 1031, thresholds, 100)).toEqual({ recency: 1, frequency: 1, monetary: 1 });
  });

  it('take a month at least, so that one first order is no rate of thirty a month', () => {
    const first = { ...buyer, days: [1000], ordersOfYear: 1 };
    expect(scoresByThreshold(first, 1000, thresholds, 100).frequency).toBe(1);
  });
});

describe('rules of segments', () => {
  const score = fc.constantFrom<1 | 2 | 3 | 4 | 5>(1, 2, 3, 4, 5);

  it('put everybody into a segment by default', () => {
    fc.assert(
      fc.property(fc.record({ recency: score, frequency: score, monetary: score }), (scores) => {
        expect(segmentOf(scores, defaultRules.quintiles)).not.toBeNull();
        expect(segmentOf(scores, defaultRules.thresholds)).not.toBeNull();
      }),
    );
  });

  it('are read from JSON, the first that holds first', () => {
    const rules = rulesFrom('{"quintiles":[{"name":"late","where":{"recency":{"max":2}}}]}');
    expect(segmentOf({ recency: 2, frequency: 5, monetary: 5 }, rules?.quintiles ?? [])).toBe('late');
    expect(segmentOf({ recency: 3, frequency: 5, monetary: 5 }, rules?.quintiles ?? [])).toBeNull();
    expect(rules?.thresholds).toEqual(defaultRules.thresholds);
  });

  it.each([
    '',
    '[]',
    '{"deciles":[]}',
    '{"quintiles":[{"name":"Two words","where":{}}]}',
    '{"quintiles":[{"name":"a","where":{"spend":{"min":1}}}]}',
    '{"quintiles":[{"name":"a","where":{"recency":{"min":6}}}]}',
    '{"quintiles":[{"name":"a","where":{"recency":{"least":1}}}]}',
    '{"quintiles":[{"name":"a","where":{}},{"name":"a","where":{}}]}',
  ])('refuse %j', (text) => {
    expect(rulesFrom(text)).toBeUndefined();
  });
});
