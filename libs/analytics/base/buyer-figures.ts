import { type Purchase } from './purchase-table.js';

/** What scores, stages and segments are made of; days since 1970-01-01, amounts in minor units. */
export interface BuyerFigures {
  readonly orders: number;
  /** Days with at least one order, in order. */
  readonly days: readonly number[];
  readonly gross: number;
  readonly refunded: number;
  /** `gross` − `refunded`. */
  readonly net: number;
  /** Orders of the last 365 days. */
  readonly ordersOfYear: number;
  /** Net spend of the last 365 days, refunds of that time taken off. */
  readonly netOfYear: number;
}

const YEAR = 365;

/** The figures of one customer's purchases, sorted by day, as of a day that is not before them. */
export function figuresOfBuyer(purchases: readonly Purchase[], asOf: number): BuyerFigures {
  const days: number[] = [];
  let [orders, gross, refunded, ordersOfYear, netOfYear] = [0, 0, 0, 0, 0];
  for (const { refund, day, amount } of purchases) {
    const recent = day > asOf - YEAR;
    if (refund) {
      refunded += amount;
      if (recent) netOfYear -= amount;
      continue;
    }
    orders += 1;
    gross += amount;
    if (recent) ordersOfYear += 1;
    if (recent) netOfYear += amount;
    if (days.at(-1) !== day) days.push(day);
  }
  return { orders, days, gross, refunded, net: gross - refunded, ordersOfYear, netOfYear };
}
