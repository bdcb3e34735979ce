import { projection } from '../../event-sourcing/core.js';
import { type OrderEvent } from '../../orders/orders.events.js';
import { type TimeZone } from '../time-zone.js';
import { zonedName } from '../zoned-name.js';

/** The orders of one day; amounts in minor units. */
export interface PurchaseDay {
  readonly day: string;
  /** Cancelled ones included. */
  readonly orders: number;
  /** Order totals after discount. */
  readonly gross: number;
}

/** Money given back on a day for orders of a day. */
export interface PaidBack {
  readonly day: string;
  /** The day of the orders. */
  readonly of: string;
  /** In minor units. */
  readonly amount: number;
}

/** One customer's purchases in one currency and one year, by day: at most one entry a day, however many orders. */
export interface PurchaseDays {
  readonly customerId: string;
  readonly currency: string;
  readonly days: readonly PurchaseDay[];
  readonly refunds: readonly PaidBack[];
}

/**
 * What reports on customers read: a customer's years stand beside each other, so that one walk over the collection gives
 * each customer's purchases as of any day, without keeping the customers before. See `purchase-histories.ts`.
 */
export const purchaseDaysIn = (zone: TimeZone) =>
  projection<PurchaseDays, OrderEvent>({
    name: zonedName('purchase-days', zone),
    version: 1,
    events: ['OrderPlaced', 'OrderRefunded', 'OrderCancelled'],
    indexes: [{ fields: { _position: 1 } }],
    documentIds: ({ type, data }) =>
      type !== 'OrderPlaced' && data.refundMinor === 0
        ? []
        : [`${data.customerId}/${data.currency}/${zone.dayOf(data.occurredAt).slice(0, 4)}`],
    initial: (id) => {
      const [customerId = '', currency = ''] = id.split('/');
      return { customerId, currency, days: [], refunds: [] };
    },
    evolve: (year, { type, data }) => {
      const day = zone.dayOf(data.occurredAt);
      switch (type) {
        case 'OrderPlaced':
          return { ...year, days: withOrder(year.days, { day, orders: 1, gross: data.totalMinor }) };
        case 'OrderRefunded':
        case 'OrderCancelled': {
          const paidBack = { day, of: zone.dayOf(data.placedAt), amount: data.refundMinor };
          return { ...year, refunds: withRefund(year.refunds, paidBack) };
        }
      }
    },
  });

/** Days stay sorted; orders may come in any order. */
export function withOrder(days: readonly PurchaseDay[], order: PurchaseDay): PurchaseDay[] {
  const at = days.findLastIndex(({ day }) => day <= order.day);
  const found = days[at];
  if (found?.day !== order.day) return [...days.slice(0, at + 1), order, ...days.slice(at + 1)];
  const sum = { day: found.day, orders: found.orders + order.orders, gross: found.gross + order.gross };
  return days.with(at, sum);
}

/** Sorted by day, then by the day of the orders. */
export function withRefund(refunds: readonly PaidBack[], refund: PaidBack): PaidBack[] {
  const at = refunds.findLastIndex(
    ({ day, of }) => day < refund.day || (day === refund.day && of <= refund.of),
  );
  const found = refunds[at];
  if (found?.day !== refund.day || found.of !== refund.of) {
    return [...refunds.slice(0, at + 1), refund, ...refunds.slice(at + 1)];
  }
  return refunds.with(at, { ...found, amount: found.amount + refund.amount });
}
