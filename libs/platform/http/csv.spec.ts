import { describe, expect, it } from '@jest/globals';
import { csvOf } from './csv.js';

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
