import { type LogEvent, projection } from '../../event-sourcing/core.js';
import { type OrderCancelled, type OrderEvent, type OrderPlaced } from '../../orders/orders.events.js';
import { dayOf } from '../days.js';

/** The part of a fact that one line of the order has in it. */
export interface PurchaseLine {
  readonly product: string;
  readonly category?: string;
  /** In minor units: paid, after discount, for an order; given back for a refund. */
  readonly amount: number;
}

/**
 * An order placed, or money given back on one (a cancellation gives back what was left): written once, never changed.
 * Its id begins with its day, so that the days of a report are one stretch of the collection.
 */
export interface PurchaseFact {
  readonly kind: 'order' | 'refund';
  readonly customerId: string;
  readonly currency: string;
  readonly channel?: string;
  readonly lines: readonly PurchaseLine[];
}

/**
 * The facts behind every figure of purchases. A document for each fact, not for each order, leaves nothing to be
 * rewritten: its `_position` is that of the fact, and tells whether a reader's log already has it.
 */
export const purchases = projection<PurchaseFact, OrderEvent>({
  name: 'purchases',
  version: 1,
  events: ['OrderPlaced', 'OrderRefunded', 'OrderCancelled'],
  indexes: [{ fields: { customerId: 1 } }],
  documentIds: (event) => (isEmpty(event) ? [] : [idOf(event)]),
  initial: () => ({ kind: 'order', customerId: '', currency: '', lines: [] }),
  evolve: (_, event) => {
    const { customerId, currency, channel } = event.data;
    return {
      kind: event.type === 'OrderPlaced' ? 'order' : 'refund',
      customerId,
      currency,
      ...(channel === undefined ? {} : { channel }),
      lines: linesOf(event),
    };
  },
});

export const dayOfFact = ({ _id }: { readonly _id: string }): string => _id.slice(0, 10);

/** The ids of a stretch of days, both included. '0' is what follows '/' among characters. */
export const idsOfDays = (from: string | undefined, to: string) => ({
  ...(from === undefined ? {} : { $gte: from }),
  $lt: `${to}0`,
});

const idOf = ({ data, revision }: LogEvent<OrderEvent>): string =>
  `${dayOf(data.occurredAt)}/${data.orderId}/${revision}`;

/** The cancellation of what was given back already says nothing about money. */
const isEmpty = (event: OrderEvent): boolean => event.type !== 'OrderPlaced' && event.data.refundMinor === 0;

const linesOf = (event: OrderEvent): PurchaseLine[] =>
  event.type === 'OrderPlaced'
    ? event.data.lines.map((line) => lineOf(line, line.netMinor))
    : event.data.lines.map((line) => lineOf(line, line.refundMinor));

type Line = OrderPlaced['data']['lines'][number] | OrderCancelled['data']['lines'][number];

const lineOf = ({ product, category }: Line, amount: number): PurchaseLine => ({
  product,
  ...(category === undefined ? {} : { category }),
  amount,
});
