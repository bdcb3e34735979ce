import { describe, expect, it } from '@jest/globals';
import { table } from './tables.js';

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
