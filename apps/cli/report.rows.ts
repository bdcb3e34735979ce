import { type Measure } from '../../libs/analytics/distributions/distributions.report.js';
import { minorDigits } from '../../libs/platform/money/index.js';
import { type Cell } from './tables.js';

export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export interface ReportTable {
  readonly name: string;
  readonly rows: readonly Fields[];
}

/**
 * A list of an answer as tables. Where its items hold lists of their own, such as the bins and the percentiles of a currency,
 * each of those is a table by its own name.
 */
export const tablesOf = (name: string, items: readonly unknown[]): ReportTable[] => {
  const rows = items.filter(isFields);
  const inner = new Set(rows.flatMap((row) => Object.keys(row).filter((each) => isTable(row[each]))));
  if (inner.size === 0) return [{ name, rows: rowsOf(rows) }];
  return [...inner].map((list) => ({
    name: list,
    rows: rowsOf(rows.flatMap((row) => innerRows(row, list))),
  }));
};

/** Rows with fields of fields as dotted names. */
export const rowsOf = (items: readonly unknown[]): Fields[] => items.filter(isFields).map((row) => flat(row));

const isTable = (value: unknown): value is readonly Fields[] =>
  Array.isArray(value) && value.length > 0 && value.every(isFields);

const innerRows = ({ key, currency, ...row }: Fields, list: string): Fields[] => {
  const inner = row[list];
  if (!isTable(inner)) return [];
  return inner.map((each) => ({ ...(key === undefined ? {} : { key }), ...each, currency }));
};

const flat = (fields: Fields, prefix = ''): Fields =>
  Object.assign(
    {},
    ...Object.entries(fields).map(([name, value]) =>
      isFields(value) ? flat(value, `${prefix}${name}.`) : { [`${prefix}${name}`]: value },
    ),
  ) as Fields;

/** Said below the table. */
const frame = new Set(['asOf', 'timeZone', 'logPosition']);

/** The columns that say something: not those in which every row is empty, nor a second one for the currency. */
export const columnsOf = (rows: readonly Fields[]): string[] => {
  const all = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const isCurrency = (name: string) => lastOf(name) === 'currency';
  const first = all.find(isCurrency);
  return all.filter(
    (name) =>
      !frame.has(name) &&
      (!isCurrency(name) || name === first) &&
      rows.some((row) => row[name] !== null && row[name] !== undefined),
  );
};

/** The cells of a row, amounts in units of its currency. */
export const cellsOf = (row: Fields, columns: readonly string[], amounts: ReadonlySet<string>): Cell[] => {
  const currency = Object.entries(row).find(([name]) => lastOf(name) === 'currency')?.[1];
  return columns.map((column) => {
    const value = row[column];
    return typeof value === 'number' && typeof currency === 'string' && isAmount(column, amounts)
      ? inUnits(value, currency)
      : cellOf(value);
  });
};

const lastOf = (name: string): string => name.slice(name.lastIndexOf('.') + 1);

/** Fields that are amounts in minor units, wherever they stand. */
const alwaysAmounts = [
  'gross',
  'refunded',
  'net',
  'averageOrder',
  'historic',
  'revenue',
  'meanDeal',
  'amount',
  'weighted',
  'cumulativePerCustomer',
];

/** What a distribution is of when its values are amounts, and where it has them. */
const amountMeasures: readonly unknown[] = ['spend', 'averageOrder', 'order'] satisfies Measure[];
const values = ['value', 'sum', 'from', 'to'];

/** The columns of an answer that are amounts. */
export const amountsOf = ({ of }: Fields): ReadonlySet<string> =>
  new Set([...alwaysAmounts, ...(amountMeasures.includes(of) ? values : [])]);

/** A change is a share of what was before. */
const isAmount = (column: string, amounts: ReadonlySet<string>): boolean =>
  amounts.has(lastOf(column)) && !column.startsWith('change.');

const inUnits = (minor: number, currency: string): string => {
  const digits = minorDigits(currency);
  const fixed = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return (minor / 10 ** digits).toLocaleString('en', fixed);
};

/** In words below a table. */
export const plain = (value: unknown): string => `${cellOf(value)}`;

const cellOf = (value: unknown): Cell => {
  if (value === null || value === undefined) return '–';
  return typeof value === 'number' || typeof value === 'string' ? value : JSON.stringify(value);
};
