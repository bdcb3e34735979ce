/** A table to be written as CSV: dotted paths of the columns, and the rows of an answer. */
export interface CsvTable<Answer> {
  readonly columns: readonly string[];
  readonly rows: (answer: Answer) => readonly object[];
}

/**
 * CSV by RFC 4180: a line of column names, then one for each row, ended by CR LF. Absent and null are empty. A text
 * that a spreadsheet would run as a formula gets an apostrophe before it; numbers stay numbers, negative ones too.
 */
export const csvOf = <Answer>(table: CsvTable<Answer>, answer: Answer): string =>
  csvHead(table) + csvLines(table, table.rows(answer));

/** The line of column names. */
export const csvHead = ({ columns }: Pick<CsvTable<never>, 'columns'>): string => lineOf(columns.map(quoted));

/** The lines of rows. */
export const csvLines = ({ columns }: Pick<CsvTable<never>, 'columns'>, rows: readonly object[]): string =>
  rows.map((row) => lineOf(columns.map((column) => cellOf(valueAt(row, column))))).join('');

const lineOf = (cells: readonly string[]): string => `${cells.join(',')}\r\n`;

const valueAt = (row: object, path: string): unknown => {
  let value: unknown = row;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.getOwnPropertyDescriptor(value, name)?.value;
  }
  return value;
};

const FORMULA = /^[=+\-@\t\r\n\0]|^\s+[=+\-@]/;
const TO_BE_QUOTED = /[",\r\n]|^\s|\s$/;

const cellOf = (value: unknown): string => {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return quoted(FORMULA.test(value) ? `'${value}` : value);
  return quoted(JSON.stringify(value));
};

const quoted = (text: string): string => (TO_BE_QUOTED.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
