import { type LogEvent, type Position, projection } from '../../event-sourcing/core.js';
import { type OrderCancelled, type OrderEvent, type OrderPlaced } from '../../orders/orders.events.js';
import { type TimeZone } from '../../platform/time-zone.js';
import { zonedName } from '../zoned-name.js';

/** One order line's part of a fact. */
export interface PurchaseLine {
  readonly product: string;
  readonly category?: string;
  /** How many of it were ordered; absent for a refund. */
  readonly quantity?: number;
  /** In minor units: the net amount for an order, the amount paid back for a refund. */
  readonly amount: number;
}

/**
 * An order placed, or money paid back (a cancellation pays back what is left): written once, never changed. The id
 * begins with the day, so that a report reads one range of the collection.
 */
export interface PurchaseFact {
  readonly kind: 'order' | 'refund';
  readonly customerId: string;
  readonly currency: string;
  readonly channel?: string;
  /** Of a refund: the day of the order that it is for. */
  readonly orderDay?: string;
  readonly lines: readonly PurchaseLine[];
  /** Of the event. */
  readonly position: Position;
}

/**
 * The facts behind every figure of purchases. One document for each fact, not for each order, so that none is rewritten:
 * its `_position` is that of the fact, and a report as of a position can leave it out.
 */
export const purchasesIn = (zone: TimeZone) =>
  projection<PurchaseFact, OrderEvent>({
    name: zonedName('purchases', zone),
    version: 3,
    events: ['OrderPlaced', 'OrderRefunded', 'OrderCancelled'],
    indexes: [{ fields: { customerId: 1 } }, { fields: { _position: 1 } }],
    documentIds: (event) => (isEmpty(event) ? [] : [idOf(event, zone)]),
    initial: () => ({ kind: 'order', customerId: '', currency: '', lines: [], position: '' }),
    evolve: (_, event) => {
      const { customerId, currency, channel } = event.data;
      return {
        kind: event.type === 'OrderPlaced' ? 'order' : 'refund',
        customerId,
        currency,
        ...(channel === undefined ? {} : { channel }),
        ...(event.type === 'OrderPlaced' ? {} : { orderDay: zone.dayOf(event.data.placedAt) }),
        lines: linesOf(event),
        position: event.position,
      };
    },
  });

export const dayOfFact = ({ _id }: { readonly _id: string }): string => _id.slice(0, 10);

/** The range of ids from one day to another, both included. '0' is the character after '/'. */
export const idsOfDays = (from: string | undefined, to: string) => ({
  ...(from === undefined ? {} : { $gte: from }),
  $lt: `${to}0`,
});

const idOf = ({ data, revision }: LogEvent<OrderEvent>, zone: TimeZone): string =>
  `${zone.dayOf(data.occurredAt)}/${data.orderId}/${revision}`;

/** A cancellation after a full refund pays nothing back. */
const isEmpty = (event: OrderEvent): boolean => event.type !== 'OrderPlaced' && event.data.refundMinor === 0;

const linesOf = (event: OrderEvent): PurchaseLine[] =>
  event.type === 'OrderPlaced'
    ? event.data.lines.map((line) => ({ ...lineOf(line, line.netMinor), quantity: line.quantity }))
    : event.data.lines.map((line) => lineOf(line, line.refundMinor));

type Line = OrderPlaced['data']['lines'][number] | OrderCancelled['data']['lines'][number];

const lineOf = ({ product, category }: Line, amount: number): PurchaseLine => ({
  product,
  ...(category === undefined ? {} : { category }),
  amount,
});
