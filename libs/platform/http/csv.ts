/** A table to be written as CSV: dotted paths of the columns, and the rows of an answer. */
export interface CsvTable<Answer> {
  readonly columns: readonly string[];
  /** Called for each part of an answer that comes in parts: its rows are those of all parts. */
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
export const csvLines = ({ columns }: Pick<CsvTable<never>, 'columns'>, rows: readonly object[]): string => {
  const paths = columns.map((column) => column.split('.'));
  return rows.map((row) => lineOf(paths.map((path) => cellOf(valueAt(row, path))))).join('');
};

const lineOf = (cells: readonly string[]): string => `${cells.join(',')}\r\n`;

const valueAt = (row: object, path: readonly string[]): unknown => {
  let value: unknown = row;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = Reflect.get(value, name);
  }
  return value;
};

const FORMULA = /^[=+\-@\t\r\n\0]|^\s+[=+\-@]/;
const TO_BE_QUOTED = /[",\r\n]|^\s|\s$/;

const cellOf = (value: unknown): string => {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return quoted(FORMULA.test(value) ? `'${value}` : value);
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return quoted(JSON.stringify(value));
};

const quoted = (text: string): string => (TO_BE_QUOTED.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
