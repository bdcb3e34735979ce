import { pipeline, type Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { type InputFormat } from './mapping.js';
import { RawLines, rawText } from './raw-lines.js';
import { runsOfSpaces } from './runs-of-spaces.js';
import { type Row, UnreadableFileError, type UnreadableRow } from './rows.js';

/** A row that needs more is taken for a quote that was never closed. */
const MAX_ROW = 1024 * 1024;

/**
 * The rows of a CSV file: any delimiter or runs of spaces, quoted fields, with or without a byte order mark, lines
 * ending in LF or CR LF. A row with too few or too many fields is handed on as unreadable, as it stands in the file; so
 * is everything from a quote on that is never closed.
 * @throws UnreadableFileError when nothing after some point can be told apart, or there is no header
 */
export async function* csvRows(
  source: Readable,
  { delimiter, columns }: InputFormat,
): AsyncGenerator<Row | UnreadableRow> {
  const runs = delimiter === 'spaces';
  const raw = new RawLines();
  let unclosed = false;
  const parser = parse({
    delimiter: runs ? ' ' : delimiter,
    bom: true,
    record_delimiter: ['\r\n', '\n'],
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: MAX_ROW,
    skip_records_with_error: true,
    on_skip: (error) => {
      if (error && error.code !== 'CSV_QUOTE_NOT_CLOSED') throw error;
      unclosed = true;
      return undefined;
    },
  });
  const ignored = (): void => undefined;
  if (runs) pipeline(source, raw.tap, runsOfSpaces(), parser, ignored);
  else pipeline(source, raw.tap, parser, ignored);
  let names = columns;
  let next = 1;
  try {
    for await (const fields of parser as AsyncIterable<readonly string[]>) {
      const line = next;
      const lines = 1 + lineEndsIn(fields);
      const pieces = raw.take(lines);
      next += lines;
      if (fields.length === 1 && fields[0]?.trim() === '') continue;
      if (!names) names = header(fields);
      else if (fields.length === names.length) yield rowOf(line, names, fields);
      else {
        const problem = `the row has ${fields.length} fields, not ${names.length}`;
        yield { line, content: rawText(pieces), problem };
      }
    }
  } catch (error) {
    throw unreadable(error, next);
  }
  if (unclosed) {
    const problem = 'a quote is opened here and never closed; all that follows is inside it';
    if (!names) throw new UnreadableFileError(`the first line should name the columns: ${problem}`);
    yield { line: next, content: rawText(raw.take(Infinity)), problem };
  } else if (!names) {
    throw new UnreadableFileError('the file is empty: its first line should name the columns');
  }
}

/** Quoted fields may go on over several lines. */
const lineEndsIn = (fields: readonly string[]): number =>
  fields.reduce((sum, field) => sum + (field.includes('\n') ? field.split('\n').length - 1 : 0), 0);

const rowOf = (line: number, names: readonly string[], fields: readonly string[]): Row => ({
  line,
  content: JSON.stringify(fields),
  values: Object.fromEntries(names.map((name, index) => [name, fields[index] ?? ''])),
});

const header = (fields: readonly string[]): readonly string[] => {
  const names = fields.map((field) => field.trim());
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new UnreadableFileError(`the first line names the column ${twice} twice`);
  return names;
};

const unreadable = (error: unknown, line: number): unknown =>
  error instanceof Error && 'code' in error && error.code === 'CSV_MAX_RECORD_SIZE'
    ? new UnreadableFileError(
        `the row at line ${line} is longer than ${MAX_ROW} characters: is a quote opened there and never closed?`,
      )
    : error;
