import { dayText } from '../facts/epoch-days.js';
import { type Purchase } from './purchase-table.js';

/** The orders of one day; amounts in minor units. */
export interface PurchaseDay {
  readonly day: string;
  /** Cancelled ones included. */
  readonly orders: number;
  /** Order totals after discount. */
  readonly gross: number;
}

/** Money given back on a day for an order of a day. */
export interface PaidBack {
  readonly day: string;
  /** The day of the order. */
  readonly of: string;
  /** In minor units. */
  readonly amount: number;
}

/** One customer's purchases in one currency, with at least one purchase day. */
export interface PurchaseHistory {
  readonly customerId: string;
  /** In order, each once. */
  readonly days: readonly PurchaseDay[];
  /** In order. */
  readonly refunds: readonly PaidBack[];
}

/** `purchases` are of one currency, and sorted by day. Undefined if there is no order among them. */
export function historyOf(customerId: string, purchases: readonly Purchase[]): PurchaseHistory | undefined {
  const days: { day: string; orders: number; gross: number }[] = [];
  const refunds: PaidBack[] = [];
  for (const { refund, day: number, orderDay, amount } of purchases) {
    const day = dayText(number);
    if (refund) {
      refunds.push({ day, of: dayText(orderDay), amount });
      continue;
    }
    const last = days.at(-1);
    if (last?.day === day) {
      last.orders += 1;
      last.gross += amount;
    } else days.push({ day, orders: 1, gross: amount });
  }
  return days.length === 0 ? undefined : { customerId, days, refunds };
}
