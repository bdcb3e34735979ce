import { describe, expect, it } from '@jest/globals';
import { changeOf, keyBefore, spanBefore } from './comparison.js';
import { dayNumber, dayText } from './facts/epoch-days.js';

describe('the period to compare with', () => {
  it.each([
    ['day', '2024-03-01', '2024-02-29', '2023-03-01'],
    ['day', '2024-02-29', '2024-02-28', undefined],
    ['week', '2021-W01', '2020-W53', '2020-W01'],
    ['week', '2020-W53', '2020-W52', undefined],
    ['month', '2024-01', '2023-12', '2023-01'],
    ['quarter', '2024Q1', '2023Q4', '2023Q1'],
    ['quarter', '2024Q4', '2024Q3', '2023Q4'],
    ['year', '2024', '2023', '2023'],
  ] as const)('of the %s %s is %s, or a year before %s', (name, key, previous, yearBefore) => {
    expect(keyBefore(name, key, 'previous')).toBe(previous);
    expect(keyBefore(name, key, 'year-before')).toBe(yearBefore);
  });
});

describe('the days to compare with', () => {
  it.each([
    ['previous', '2024-03-01', '2024-03-31', '2024-01-30', '2024-02-29'],
    ['previous', '2024-03-01', '2024-03-01', '2024-02-29', '2024-02-29'],
    ['year-before', '2024-02-29', '2024-03-31', '2023-02-28', '2023-03-31'],
  ] as const)('are %s of %s to %s: %s to %s', (comparison, from, to, ...expected) => {
    const before = spanBefore({ from: dayNumber(from), to: dayNumber(to) }, comparison);
    expect([dayText(before.from), dayText(before.to)]).toEqual(expected);
  });
});

describe('the change of a figure', () => {
  it('is relative to what was before; null where that was nothing', () => {
    const now = { orders: 3, units: 2, gross: 100, averageOrder: null, other: 9 };
    const before = { orders: 2, units: 0, gross: 300, averageOrder: 5 };
    expect(changeOf(now, before)).toEqual({ orders: 0.5, units: null, gross: -0.6667, averageOrder: null });
  });
});
