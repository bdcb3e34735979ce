import { type Attributes } from '../base/base.js';
import { type Purchase } from '../base/purchase-table.js';
import { monthOf } from '../days.js';
import { dayText } from '../facts/epoch-days.js';
import { isPeriod, periodNames, periodsBy } from '../facts/periods.js';
import { type Key } from '../groups.js';
import { type PurchaseLine } from './purchases.projection.js';

export const customerDimensions = [
  'region',
  'owner',
  'source',
  'sector',
  'kind',
  'tag',
  'cohort',
  'segment',
] as const;
export const lineDimensions = ['product', 'category'] as const;
export const purchaseDimensions = [
  ...periodNames,
  'channel',
  ...lineDimensions,
  ...customerDimensions,
] as const;
/** Those whose groups are named by what customers are told apart by. */
export const personalDimensions = ['tag'] as const satisfies readonly (typeof purchaseDimensions)[number][];
export type PurchaseDimension = (typeof purchaseDimensions)[number];
export type CustomerDimension = (typeof customerDimensions)[number];

/** A buyer with all that groups and filters look at. */
export interface KnownBuyer {
  readonly attributes: Attributes;
  /** The month of the first order; null without one. */
  readonly cohort: Key;
  readonly segment: Key;
}

/** Groups of a customer, by each dimension of customers; several tags, one of all others. */
export const keysOfCustomer = (
  dimension: CustomerDimension,
  { attributes, cohort, segment }: KnownBuyer,
): readonly Key[] => {
  switch (dimension) {
    case 'tag':
      return attributes.tags.length === 0 ? [null] : attributes.tags;
    case 'cohort':
      return [cohort];
    case 'segment':
      return [segment];
    case 'kind':
    case 'owner':
    case 'region':
    case 'sector':
    case 'source':
      return [attributes[dimension]];
  }
};

/** The groups that a line of a purchase is in. */
export type KeysOf = (buyer: KnownBuyer, purchase: Purchase, line: PurchaseLine) => readonly Key[];

export const keysBy = (dimension: PurchaseDimension): KeysOf => {
  if (isPeriod(dimension)) {
    const periodOf = periodsBy(dimension);
    return (_, { day }) => [periodOf(day)];
  }
  if (dimension === 'channel') return (_, { channel }) => [channel];
  if (dimension === 'product') return (_buyer, _purchase, { product }) => [product];
  if (dimension === 'category') return (_buyer, _purchase, { category }) => [category ?? null];
  return (buyer) => keysOfCustomer(dimension, buyer);
};

export const isOfLines = (dimension: PurchaseDimension): boolean =>
  lineDimensions.some((each) => each === dimension);

/** The month of the first order; `purchases` are by day. */
export const cohortOf = (purchases: readonly Purchase[]): string | null => {
  const first = purchases.find(({ refund }) => !refund);
  return first === undefined ? null : monthOf(dayText(first.day));
};
