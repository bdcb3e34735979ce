import { type EventDefinitions } from '../event-sourcing/core.js';

/**
 * One line of an order, all amounts in minor units for the whole of its quantity. `grossMinor` is the line's amount,
 * `discountMinor` its share of the order's discount, `netMinor` what is paid: gross less discount.
 */
export interface OrderLine {
  readonly product: string;
  readonly category?: string;
  readonly quantity: number;
  readonly grossMinor: number;
  readonly discountMinor: number;
  readonly netMinor: number;
}

/** What is given back on one line; `line` counts the order's lines from 1. Lines with nothing given back are absent. */
export interface RefundedLine {
  readonly line: number;
  readonly product: string;
  readonly category?: string;
  readonly refundMinor: number;
}

interface OfOrder {
  readonly orderId: string;
  readonly customerId: string;
  readonly occurredAt: string;
  readonly currency: string;
  readonly channel?: string;
  /** The deal that the order came from. */
  readonly dealId?: string;
}

/** Totals are the sums of the lines': `totalMinor` is `grossMinor` less `discountMinor`, and may be 0. */
export interface OrderPlaced {
  readonly type: 'OrderPlaced';
  readonly data: OfOrder & {
    readonly lines: readonly OrderLine[];
    readonly grossMinor: number;
    readonly discountMinor: number;
    readonly totalMinor: number;
  };
}

/** Money given back. `lines` add up to `refundMinor`; `remainingMinor` is what may still be given back after it. */
interface GivenBack extends OfOrder {
  readonly placedAt: string;
  readonly refundMinor: number;
  readonly remainingMinor: number;
  readonly lines: readonly RefundedLine[];
  readonly reason?: string;
}

export interface OrderRefunded {
  readonly type: 'OrderRefunded';
  readonly data: GivenBack;
}

/** The order is void: what was left of it, `refundMinor`, is given back, and nothing remains. */
export interface OrderCancelled {
  readonly type: 'OrderCancelled';
  readonly data: GivenBack;
}

export type OrderEvent = OrderPlaced | OrderRefunded | OrderCancelled;

export const orderEvents: EventDefinitions<OrderEvent> = {
  OrderPlaced: { version: 1, personal: [] },
  OrderRefunded: { version: 1, personal: ['reason'] },
  OrderCancelled: { version: 1, personal: ['reason'] },
};
