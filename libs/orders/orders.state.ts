import { type OrderEvent, type OrderLine, type OrderPlaced } from './orders.events.js';

/** A line, with what has been given back of it. */
export interface RefundableLine extends OrderLine {
  readonly refundedMinor: number;
}

export interface ExistingOrder {
  readonly status: 'placed' | 'cancelled';
  readonly orderId: string;
  readonly customerId: string;
  readonly dealId?: string;
  readonly channel?: string;
  readonly currency: string;
  readonly placedAt: string;
  readonly lines: readonly RefundableLine[];
  /** When the last step of its life occurred: the next can't have occurred before. */
  readonly lastStepAt: string;
}

export type Order = { readonly status: 'unknown' } | ExistingOrder;

/** What may still be given back on a line. */
export const leftOf = ({ netMinor, refundedMinor }: RefundableLine): number => netMinor - refundedMinor;

const placed = ({ data }: OrderPlaced): ExistingOrder => {
  const { occurredAt, grossMinor: _gross, discountMinor: _discount, totalMinor: _total, ...order } = data;
  return {
    ...order,
    status: 'placed',
    placedAt: occurredAt,
    lines: data.lines.map((line) => ({ ...line, refundedMinor: 0 })),
    lastStepAt: occurredAt,
  };
};

export const evolve = (order: Order, event: OrderEvent): Order => {
  switch (event.type) {
    case 'OrderPlaced':
      return placed(event);
    case 'OrderRefunded':
    case 'OrderCancelled': {
      if (order.status === 'unknown') return order;
      const { lines, occurredAt } = event.data;
      const refunds = new Map(lines.map(({ line, refundMinor }) => [line, refundMinor]));
      return {
        ...order,
        status: event.type === 'OrderCancelled' ? 'cancelled' : order.status,
        lines: order.lines.map((line, index) => ({
          ...line,
          refundedMinor: line.refundedMinor + (refunds.get(index + 1) ?? 0),
        })),
        lastStepAt: occurredAt > order.lastStepAt ? occurredAt : order.lastStepAt,
      };
    }
  }
};
