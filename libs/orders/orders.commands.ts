import { DomainCommand } from '../event-sourcing/core.js';
import {
  CommandBody,
  type CommandOf,
  Currency,
  exampleIds,
  internal,
  LineBody,
  ListOf,
  MAX_MINOR,
  MinorUnits,
  routesWith,
  Text,
  Uuid,
  Whole,
} from '../platform/index.js';
import { type OrderErrorCode } from './orders.errors.js';

export class PlaceOrderBody extends CommandBody {
  @Uuid()
  readonly customerId: string;

  @ListOf(() => LineBody, { min: 1, max: 200 })
  readonly lines: readonly LineBody[];

  @Currency()
  readonly currency: string;

  @MinorUnits({ optional: true, description: 'Taken off the whole order; split over its lines' })
  readonly discount?: number;

  @Text({ max: 100, optional: true, description: 'Where it was bought: web, shop, phone …' })
  readonly channel?: string;

  @Uuid({ optional: true, description: 'The deal that the order came from' })
  readonly dealId?: string;
}

export class PlaceOrder extends DomainCommand<PlaceOrderBody> {
  static readonly body = PlaceOrderBody;
  static readonly creates = true;
  readonly type = 'PlaceOrder';
}

export class RefundLineBody {
  @Whole({ min: 1, max: 200, description: 'Which line of the order, counted from 1' })
  readonly line: number;

  @Whole({ min: 1, max: MAX_MINOR, optional: true, description: 'All that is left of the line when absent' })
  readonly amount?: number;
}

/** An amount, or lines, or neither: then all that is left. */
export class RefundOrderBody extends CommandBody {
  @Whole({ min: 1, max: MAX_MINOR, optional: true, description: 'In minor units; split over the lines' })
  readonly amount?: number;

  @ListOf(() => RefundLineBody, { min: 1, max: 200, optional: true })
  readonly lines?: readonly RefundLineBody[];

  @Currency({ optional: true, description: 'When given, it must be the currency of the order' })
  readonly currency?: string;

  @Text({ max: 500, optional: true })
  readonly reason?: string;
}

export class RefundOrder extends DomainCommand<RefundOrderBody> {
  static readonly body = RefundOrderBody;
  readonly type = 'RefundOrder';
}

export class CancelOrderBody extends CommandBody {
  @Text({ max: 500, optional: true })
  readonly reason?: string;
}

export class CancelOrder extends DomainCommand<CancelOrderBody> {
  static readonly body = CancelOrderBody;
  readonly type = 'CancelOrder';
}

/**
 * Cancels the order of a win that was undone: when it was undone, or at the order's last step if that occurred later.
 * The reaction to a reopened deal sends it, and nobody else.
 */
export class UnbookOrder extends DomainCommand<CancelOrderBody> {
  readonly type = 'UnbookOrder';
}

const route = routesWith<OrderErrorCode>();

export const orderCommands = [
  route('', PlaceOrder, {
    about:
      'Places an order of a customer. A discount is split over the lines so that the parts add up. Refuses when the ' +
      'customer or the deal is unknown, or when the discount is more than the lines amount to.',
    refuses: [
      'customer-not-found',
      'deal-not-found',
      'deal-without-customer',
      'deal-of-another-customer',
      'order-already-placed',
      'total-too-large',
      'discount-above-total',
    ],
    example: {
      customerId: exampleIds.customer,
      currency: 'EUR',
      lines: [
        { product: 'Kettle', category: 'Kitchen', quantity: 1, amount: 7990 },
        { product: 'Tea', quantity: 3, amount: 1500 },
      ],
      discount: 500,
      channel: 'web',
      occurredAt: '2026-03-05T14:30:00Z',
    },
  }),
  route(':id/refunds', RefundOrder, {
    about:
      'Gives money of an order back: an amount, split over its lines; or amounts of single lines; or, with neither, all ' +
      'that is left. Refuses when it is more than what is left, and when the order is cancelled.',
    refuses: [
      'order-not-found',
      'order-cancelled',
      'currency-mismatch',
      'ambiguous-refund',
      'order-line-not-found',
      'order-line-repeated',
      'nothing-left-to-refund',
      'refund-above-remaining',
      'occurred-before-last',
    ],
    example: { lines: [{ line: 2, amount: 1000 }], reason: 'damaged' },
  }),
  route(':id/cancellation', CancelOrder, {
    about: 'Cancels an order, whatever of it was refunded. Refuses when it is cancelled already.',
    refuses: ['order-not-found', 'order-cancelled', 'occurred-before-last'],
    example: { reason: 'out of stock' },
  }),
  internal(UnbookOrder),
] as const;

export type OrderCommand = CommandOf<typeof orderCommands>;
