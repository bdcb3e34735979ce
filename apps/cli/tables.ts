import Table from 'cli-table3';

export type Cell = string | number;

/** A number with a fraction that is written already, or none. */
const WRITTEN = /^(-?\d[\d,]*\.\d+|–)$/;

const isNumeric = (cell: Cell | undefined): boolean =>
  typeof cell === 'number' || (cell !== undefined && WRITTEN.test(cell));

/** A table for people: numbers to the right, with thousands set apart; no header when all of its names are empty. */
export const table = (header: readonly string[], rows: readonly (readonly Cell[])[]): string => {
  const numeric = header.map((_, column) => rows.length > 0 && rows.every((row) => isNumeric(row[column])));
  const made = new Table({
    head: header.every((name) => name === '') ? [] : [...header],
    colAligns: numeric.map((right) => (right ? 'right' : 'left')),
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows)
    made.push(row.map((cell) => (typeof cell === 'number' ? cell.toLocaleString('en') : cell)));
  return made.toString();
};
