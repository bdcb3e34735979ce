import { describe, expect, it } from '@jest/globals';
import { csvOf, prefersCsv } from './csv.js';

interface Row {
  readonly name: string | null;
  readonly sums?: { readonly net: number };
}

const written = (...rows: Row[]): string =>
  csvOf({ columns: ['name', 'sums.net'], rows: (answer: Row[]) => answer }, rows);

describe('csvOf', () => {
  it('writes a line of names, then one for each row, absent and null empty', () => {
    expect(written({ name: '王小明', sums: { net: -5 } }, { name: null })).toBe(
      'name,sums.net\r\n王小明,-5\r\n,\r\n',
    );
    expect(written()).toBe('name,sums.net\r\n');
  });

  it('quotes what would break a line or a cell', () => {
    expect(written({ name: 'a,b' }, { name: 'say "so"' }, { name: 'two\nlines' }, { name: ' padded' })).toBe(
      'name,sums.net\r\n"a,b",\r\n"say ""so""",\r\n"two\nlines",\r\n" padded",\r\n',
    );
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '  =1'])('lets %j be no formula', (name) => {
    expect(written({ name }).split('\r\n', 2)[1]).toMatch(/^"?'/);
  });
});

describe('prefersCsv', () => {
  it.each([
    ['text/csv', true],
    ['TEXT/CSV; charset=utf-8', true],
    ['text/csv, application/json;q=0.5', true],
    ['text/csv;q=0.9, */*;q=0.1', true],
    ['application/json, text/csv', false],
    ['application/json, text/csv;q=0.5', false],
    ['text/csv;q=0', false],
    ['text/csv;q=nonsense', false],
    ['*/*', false],
    ['', false],
    [undefined, false],
  ])('of %j says %s', (accept, expected) => {
    expect(prefersCsv(accept)).toBe(expected);
  });
});
