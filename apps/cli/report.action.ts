import { csvOf } from '../../libs/platform/http/csv.js';
import { answerTo, type AskOptions } from './analytics.questions.js';
import { bar } from './charts.js';
import { type Cell, table } from './tables.js';
import { print, printJson, UserError } from './usage.js';

export interface ReportOptions extends AskOptions {
  readonly asOf?: string;
  readonly knownAt?: string;
  readonly csv?: true;
}

type Fields = Readonly<Record<string, unknown>>;

/** Prints a report. @throws UserError with the service's own words when it refuses the question */
export const report = async (
  name: string,
  parameters: readonly string[],
  options: ReportOptions,
): Promise<void> => {
  const path = pathOf(name, parameters, options);
  const answer = await answerTo<Fields>(path, options);
  if (options.json) {
    printJson(answer);
    return;
  }
  const rows = rowsOf(answer);
  const all = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  // What is the same for every row is said below the table.
  const columns = options.csv || rows.length < 2 ? all : all.filter((name) => !frame.has(name));
  if (options.csv) {
    process.stdout.write(csvOf({ columns, rows: () => rows.map(nestedOf) }, answer));
    return;
  }
  const barOf = barsOf(rows);
  print(
    table(
      [...columns, ...(barOf ? [''] : [])],
      rows.map((row) => [...columns.map((column) => cellOf(row[column])), ...(barOf ? [barOf(row)] : [])]),
    ),
  );
  print(footOf(answer, rows));
};

/** What a bar shows of a group: the first of these that it has. */
const measures = ['net', 'revenue', 'customers', 'count'] as const;
const BAR = 16;

/** A bar beside each group; undefined where rows are no groups, or can't be compared. */
const barsOf = (rows: readonly Fields[]): ((row: Fields) => string) | undefined => {
  const measure = measures.find((name) => rows.every((row) => typeof row[name] === 'number'));
  const isGrouped = rows.every((row) => 'key' in row || 'month' in row || 'segment' in row);
  const isOfOneCurrency = new Set(rows.map(({ currency }) => currency)).size < 2;
  if (rows.length < 2 || measure === undefined || !isGrouped || !isOfOneCurrency) return undefined;
  const highest = Math.max(...rows.map((row) => Number(row[measure])));
  return (row) => bar(Number(row[measure]), highest, BAR);
};

const pathOf = (name: string, parameters: readonly string[], { asOf, knownAt }: ReportOptions): string => {
  const query = new URLSearchParams();
  for (const parameter of parameters) {
    const at = parameter.indexOf('=');
    if (at < 1) throw new UserError(`${parameter} is no parameter: write name=value, such as groupBy=month`);
    query.set(parameter.slice(0, at), parameter.slice(at + 1));
  }
  if (asOf !== undefined) query.set('asOf', asOf);
  if (knownAt !== undefined) query.set('knownAt', knownAt);
  const text = query.toString();
  return `/v1/analytics/${name}${text === '' ? '' : `?${text}`}`;
};

const frame = new Set(['asOf', 'timeZone', 'position']);

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The first list of an answer, with fields of fields as dotted names; an answer without a list is one row. Where each item
 * holds a list of its own, such as the bins of a currency, that list's items are the rows.
 */
const rowsOf = (answer: Fields): Fields[] => {
  const list = Object.values(answer).find((value) => Array.isArray(value)) as unknown[] | undefined;
  return (list ?? [answer])
    .filter(isFields)
    .flatMap((row) => innerRowsOf(row))
    .map((row) => flat(row));
};

const innerRowsOf = ({ ...row }: Fields): readonly Fields[] => {
  const inner = Object.values(row).find(
    (value): value is Fields[] => Array.isArray(value) && value.length > 0 && value.every(isFields),
  );
  const { key, currency } = row;
  return inner?.map((each) => ({ ...(key === undefined ? {} : { key }), ...each, currency })) ?? [row];
};

const flat = (fields: Fields, prefix = ''): Fields =>
  Object.assign(
    {},
    ...Object.entries(fields).map(([name, value]) =>
      isFields(value) ? flat(value, `${prefix}${name}.`) : { [`${prefix}${name}`]: value },
    ),
  ) as Fields;

/** `csvOf` takes a dot for a field of a field. */
const nestedOf = (row: Fields): Fields => {
  const nested: Record<string, Record<string, unknown>> = {};
  const plain: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(row)) {
    const [outer = name, inner] = name.split('.');
    if (inner === undefined) plain[name] = value;
    else (nested[outer] ??= {})[inner] = value;
  }
  return { ...plain, ...nested };
};

const cellOf = (value: unknown): Cell => {
  if (value === null || value === undefined) return '–';
  return typeof value === 'number' || typeof value === 'string' ? value : JSON.stringify(value);
};

const convertedOf = ({ to, from, ratesFrom, ratesTo }: Fields): string =>
  Array.isArray(from) && from.length > 0
    ? `${from.join(', ')} converted to ${cellOf(to)} at rates of ${cellOf(ratesFrom)} to ${cellOf(ratesTo)}`
    : `nothing had to be converted to ${cellOf(to)}`;

/** What the figures stand for; a list of which each item says it is of one moment. */
const footOf = (answer: Fields, [first = {}]: readonly Fields[]): string => {
  const { asOf, timeZone, position } = { ...first, ...answer };
  const { nextCursor, converted } = answer;
  return [
    ...(asOf === undefined
      ? []
      : [
          `as of ${cellOf(asOf)}, ${cellOf(timeZone)}, at position ${cellOf(position)}; amounts in minor units`,
        ]),
    ...(isFields(converted) ? [convertedOf(converted)] : []),
    ...(nextCursor === undefined ? [] : [`more with cursor=${cellOf(nextCursor)}`]),
  ].join('\n');
};
