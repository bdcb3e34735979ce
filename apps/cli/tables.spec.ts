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

  it('sets amounts to the right, too, and where there is none', () => {
    const rows = [
      ['Ada', '1,234.50'],
      ['Lin', '–'],
      ['Bo', '-7.25'],
    ];
    expect(table(['name', 'net'], rows)).toContain(
      '│ Ada  │ 1,234.50 │\n│ Lin  │        – │\n│ Bo   │    -7.25 │',
    );
  });

  it('has no header where there are no names', () => {
    expect(table(['', ''], [['rows', 1]])).toBe('┌──────┬───┐\n│ rows │ 1 │\n└──────┴───┘');
  });
});
