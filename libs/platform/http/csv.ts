/** A table to be written as CSV: dotted paths of the columns, and the rows of an answer. */
export interface CsvTable<Answer> {
  readonly columns: readonly string[];
  readonly rows: (answer: Answer) => readonly object[];
}

/**
 * CSV by RFC 4180: a line of column names, then one for each row, ended by CR LF. Absent and null are empty. A text
 * that a spreadsheet would run as a formula gets an apostrophe before it; numbers stay numbers, negative ones too.
 */
export const csvOf = <Answer>({ columns, rows }: CsvTable<Answer>, answer: Answer): string => {
  const lines = rows(answer).map((row) => columns.map((column) => cellOf(valueAt(row, column))));
  return [columns.map(quoted), ...lines].map((cells) => `${cells.join(',')}\r\n`).join('');
};

/** Whether the header `Accept` would rather have CSV than JSON. Media ranges with `*` mean JSON. */
export const prefersCsv = (accept: string | undefined): boolean => {
  let [csv, json] = [0, 0];
  for (const range of accept?.toLowerCase().split(',') ?? []) {
    const [media = '', ...parameters] = range.split(';').map((part) => part.trim());
    const quality = qualityOf(parameters);
    if (media === 'text/csv') csv = Math.max(csv, quality);
    else if (media === 'application/json') json = Math.max(json, quality);
  }
  return csv > json;
};

const qualityOf = (parameters: readonly string[]): number => {
  const text = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  const quality = Number(text ?? '1');
  return quality >= 0 && quality <= 1 ? quality : 0;
};

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
