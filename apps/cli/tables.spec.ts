import { describe, expect, it } from '@jest/globals';
import { money, table } from './tables.js';

describe('a table', () => {
  it('sets numbers to the right, thousands apart, and knows how wide Chinese is', () => {
    expect(
      table(
        ['name', 'orders'],
        [
          ['王芳', 1234],
          ['Ada', 7],
        ],
      ).split('\n'),
    ).toEqual([
      '┌──────┬────────┐',
      '│ name │ orders │',
      '├──────┼────────┤',
      '│ 王芳 │  1,234 │',
      '│ Ada  │      7 │',
      '└──────┴────────┘',
    ]);
  });

  it('has no header where there are no names', () => {
    expect(table(['', ''], [['rows', 1]])).toBe('┌──────┬───┐\n│ rows │ 1 │\n└──────┴───┘');
  });
});

describe('money', () => {
  it.each([
    [123_450, 'USD', '1,234.50 USD'],
    [-5, 'EUR', '-0.05 EUR'],
    [1200, 'JPY', '1,200 JPY'],
    [1234, 'KWD', '1.234 KWD'],
  ])('of %d minor units of %s is %s', (minor, currency, text) => {
    expect(money(minor, currency)).toBe(text);
  });
});
