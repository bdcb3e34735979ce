import { type CustomerRegistered } from '../../customers/customers.events.js';
import { type OrderCancelled, type OrderPlaced, type OrderRefunded } from '../../orders/orders.events.js';

/** Events for specs, with as much as reports look at. Days stand for noon of the day, UTC. */

const noon = (day: string): string => `${day}T12:00:00.000Z`;

export const registered = (
  customerId: string,
  day: string,
  name: string,
  region?: string,
): CustomerRegistered => ({
  type: 'CustomerRegistered',
  data: {
    customerId,
    occurredAt: noon(day),
    kind: 'organisation',
    name,
    ...(region === undefined ? {} : { region }),
  },
});

export interface Line {
  readonly product: string;
  readonly category?: string;
  readonly amount: number;
}

interface Purchase {
  readonly orderId: string;
  readonly customerId: string;
  readonly day: string;
  readonly currency?: string;
  readonly channel?: string;
  readonly lines: readonly Line[];
}

const sumOf = (lines: readonly Line[]): number => lines.reduce((sum, { amount }) => sum + amount, 0);

const base = ({ orderId, customerId, day, currency = 'EUR', channel }: Purchase) => ({
  orderId,
  customerId,
  occurredAt: noon(day),
  currency,
  ...(channel === undefined ? {} : { channel }),
});

/** Each line has a discount of 10 on top of its amount. */
export const placed = (purchase: Purchase): OrderPlaced => ({
  type: 'OrderPlaced',
  data: {
    ...base(purchase),
    lines: purchase.lines.map(({ amount, ...line }) => ({
      ...line,
      quantity: 1,
      grossMinor: amount + 10,
      discountMinor: 10,
      netMinor: amount,
    })),
    grossMinor: sumOf(purchase.lines) + 10 * purchase.lines.length,
    discountMinor: 10 * purchase.lines.length,
    totalMinor: sumOf(purchase.lines),
  },
});

const givenBack = (purchase: Purchase) => ({
  ...base(purchase),
  placedAt: noon(purchase.day),
  refundMinor: sumOf(purchase.lines),
  remainingMinor: 0,
  lines: purchase.lines.map(({ amount, ...line }, at) => ({ ...line, line: at + 1, refundMinor: amount })),
});

export const refunded = (purchase: Purchase): OrderRefunded => ({
  type: 'OrderRefunded',
  data: givenBack(purchase),
});

export const cancelled = (purchase: Purchase): OrderCancelled => ({
  type: 'OrderCancelled',
  data: givenBack(purchase),
});
