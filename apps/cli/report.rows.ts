import { minorDigits } from '../../libs/platform/money/index.js';
import { type Cell } from './tables.js';

export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Items of an answer as rows, with fields of fields as dotted names. Where each item holds a list of its own, such as the bins
 * of a currency, that list's items are the rows.
 */
export const rowsOf = (items: readonly unknown[]): Fields[] =>
  items
    .filter(isFields)
    .flatMap((row) => innerRowsOf(row))
    .map((row) => flat(row));

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

/** Said below the table. */
const frame = new Set(['asOf', 'timeZone', 'position']);

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
export const cellsOf = (row: Fields, columns: readonly string[]): Cell[] => {
  const currency = Object.entries(row).find(([name]) => lastOf(name) === 'currency')?.[1];
  return columns.map((column) => {
    const value = row[column];
    return typeof value === 'number' && typeof currency === 'string' && isAmount(column)
      ? inUnits(value, currency)
      : cellOf(value);
  });
};

const lastOf = (name: string): string => name.slice(name.lastIndexOf('.') + 1);

/** Fields that are amounts in minor units, wherever they stand. */
const amounts = new Set([
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
]);

/** A change is a share of what was before. */
const isAmount = (column: string): boolean => amounts.has(lastOf(column)) && !column.startsWith('change.');

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
