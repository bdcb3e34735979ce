import { splitMinor } from '../../platform/money/index.js';
import {
  type CancelOrder,
  type RefundLineBody,
  type RefundOrder,
  type RefundOrderBody,
  type UnbookOrder,
} from '../orders.commands.js';
import { OrderError } from '../orders.errors.js';
import { type OrderEvent, type OrderRefunded } from '../orders.events.js';
import { leftOf, type Order, type ExistingOrder } from '../orders.state.js';

const total = (amounts: readonly number[]): number => amounts.reduce((sum, amount) => sum + amount, 0);

type Refunding = RefundOrder | CancelOrder | UnbookOrder;

const placedOrder = ({ id }: Refunding, order: Order): ExistingOrder => {
  if (order.status === 'unknown') throw new OrderError('order-not-found', `there is no order ${id}`);
  if (order.status === 'cancelled') throw new OrderError('order-cancelled', `order ${id} is cancelled`);
  return order;
};

const assertAfter = ({ envelope }: Refunding, step: string, stepAt: string): void => {
  if (envelope.occurredAt < stepAt)
    throw new OrderError(
      'occurred-before-last',
      `occurredAt ${envelope.occurredAt} is before ${step}, ${stepAt}`,
    );
};

const aboveRemaining = (asked: number, left: number, of: string): OrderError =>
  new OrderError('refund-above-remaining', `${asked} is more than the ${left} left of ${of}`);

/** What each line gives back when the refund names lines. */
const byLines = (asked: readonly RefundLineBody[], left: readonly number[]): number[] => {
  const refunds = left.map(() => 0);
  const seen = new Set<number>();
  for (const { line, amount } of asked) {
    const leftOfLine = left[line - 1];
    if (leftOfLine === undefined)
      throw new OrderError('order-line-not-found', `the order has no line ${line}`);
    if (seen.has(line)) throw new OrderError('order-line-repeated', `line ${line} is named twice`);
    seen.add(line);
    if (amount !== undefined && amount > leftOfLine) throw aboveRemaining(amount, leftOfLine, `line ${line}`);
    refunds[line - 1] = amount ?? leftOfLine;
  }
  return refunds;
};

/** What each line gives back. */
const split = ({ amount, lines }: RefundOrderBody, left: readonly number[]): readonly number[] => {
  if (lines !== undefined) return byLines(lines, left);
  if (amount === undefined) return left;
  const remaining = total(left);
  if (amount > remaining) throw aboveRemaining(amount, remaining, 'the order');
  return splitMinor(amount, left);
};

const refundData = (
  { data, envelope }: Refunding,
  order: ExistingOrder,
  refunds: readonly number[],
  occurredAt = envelope.occurredAt,
): OrderRefunded['data'] => {
  const { orderId, customerId, currency, channel, dealId, placedAt } = order;
  const refundMinor = total(refunds);
  return {
    orderId,
    customerId,
    occurredAt,
    currency,
    ...(channel === undefined ? {} : { channel }),
    ...(dealId === undefined ? {} : { dealId }),
    placedAt,
    refundMinor,
    remainingMinor: total(order.lines.map(leftOf)) - refundMinor,
    lines: order.lines.flatMap(({ product, category }, index) => {
      const refund = refunds[index] ?? 0;
      if (refund === 0) return [];
      return [
        { line: index + 1, product, ...(category === undefined ? {} : { category }), refundMinor: refund },
      ];
    }),
    ...(data.reason === undefined ? {} : { reason: data.reason }),
  };
};

export const refund = (command: RefundOrder, order: Order): OrderEvent[] => {
  const placed = placedOrder(command, order);
  // Among themselves, refunds come in any order: a queue may deliver the later one first.
  assertAfter(command, 'the order was placed', placed.placedAt);
  const { amount, lines, currency } = command.data;
  if (amount !== undefined && lines !== undefined)
    throw new OrderError('ambiguous-refund', 'a refund has an amount or lines, not both');
  if (currency !== undefined && currency !== placed.currency)
    throw new OrderError('currency-mismatch', `the order is in ${placed.currency}, not in ${currency}`);
  const refunds = split(command.data, placed.lines.map(leftOf));
  if (total(refunds) === 0)
    throw new OrderError('nothing-left-to-refund', 'all of it has been given back already');
  return [{ type: 'OrderRefunded', data: refundData(command, placed, refunds) }];
};

export const cancel = (command: CancelOrder, order: Order): OrderEvent[] => {
  const placed = placedOrder(command, order);
  assertAfter(command, "the order's last step", placed.lastStepAt);
  return [{ type: 'OrderCancelled', data: refundData(command, placed, placed.lines.map(leftOf)) }];
};

/** A win is undone whatever became of its order since: a cancellation never waits for a person to date it. */
export const unbook = (command: UnbookOrder, order: Order): OrderEvent[] => {
  const placed = placedOrder(command, order);
  const { occurredAt } = command.envelope;
  const at = occurredAt < placed.lastStepAt ? placed.lastStepAt : occurredAt;
  return [{ type: 'OrderCancelled', data: refundData(command, placed, placed.lines.map(leftOf), at) }];
};
