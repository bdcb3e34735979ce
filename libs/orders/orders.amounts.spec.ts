import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { occurring } from '../event-sourcing/testing.js';
import { DomainError } from '../event-sourcing/core.js';
import {
  CancelOrder,
  type OrderCommand,
  PlaceOrder,
  RefundOrder,
  type RefundOrderBody,
} from './orders.commands.js';
import { orderDecider } from './orders.decider.js';
import { type OrderEvent } from './orders.events.js';
import { evolve, leftOf, type Order } from './orders.state.js';

const id = '3f0c8a52-93ab-5c0e-8f1d-0a6d5f3b7a11';
const at = occurring('2026-03-01T09:30:00.000Z');
const total = (amounts: readonly number[]) => amounts.reduce((sum, amount) => sum + amount, 0);

const amount = fc.oneof(fc.nat(50), fc.nat({ max: 1_000_000_000_000 }));
const line = fc.record({ product: fc.constantFrom('Pen', 'Book'), quantity: fc.constant(1), amount });
const placing = fc
  .tuple(fc.array(line, { minLength: 1, maxLength: 8 }), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([lines, share]) => {
    const discount = Math.floor(total(lines.map((of) => of.amount)) * share);
    return new PlaceOrder(id, { customerId: id, currency: 'EUR', lines, discount }, at);
  });
const refund: fc.Arbitrary<RefundOrderBody> = fc.oneof(
  amount.map((asked) => ({ amount: asked + 1 })),
  fc
    .uniqueArray(fc.integer({ min: 1, max: 8 }), { minLength: 1 })
    .map((lines) => ({ lines: lines.map((of) => ({ line: of })) })),
  fc.record({ line: fc.integer({ min: 1, max: 8 }), amount: fc.integer({ min: 1, max: 60 }) }).map((of) => ({
    lines: [of],
  })),
);

/** The events that follow, none when the command is refused, and the order after them. */
const after = (order: Order, command: OrderCommand): [readonly OrderEvent[], Order] => {
  try {
    const events = orderDecider.decide(command, order);
    return [events, events.reduce(evolve, order)];
  } catch (error) {
    if (error instanceof DomainError) return [[], order];
    throw error;
  }
};

const left = (order: Order) => (order.status === 'unknown' ? [] : order.lines.map(leftOf));

describe('the amounts of an order', () => {
  it('add up over its lines to the last minor unit, through discount, refunds and cancellation', () => {
    fc.assert(
      fc.property(placing, fc.array(refund, { maxLength: 12 }), (place, refunds) => {
        const [[placed], start] = after(orderDecider.initial, place);
        if (placed?.type !== 'OrderPlaced') throw new Error('the order was not placed');
        const { lines, grossMinor, discountMinor, totalMinor } = placed.data;
        expect(total(lines.map((of) => of.grossMinor))).toBe(grossMinor);
        expect(total(lines.map((of) => of.discountMinor))).toBe(discountMinor);
        expect(total(lines.map((of) => of.netMinor))).toBe(totalMinor);
        expect(grossMinor - discountMinor).toBe(totalMinor);

        let order = start;
        let remaining = totalMinor;
        const commands = [
          ...refunds.map((data) => new RefundOrder(id, data, at)),
          new CancelOrder(id, {}, at),
        ];
        for (const command of commands) {
          const [[event], next] = after(order, command);
          order = next;
          expect(Math.min(...left(order))).toBeGreaterThanOrEqual(0);
          if (event === undefined || event.type === 'OrderPlaced') continue;
          remaining -= event.data.refundMinor;
          expect(total(event.data.lines.map((of) => of.refundMinor))).toBe(event.data.refundMinor);
          expect(event.data.remainingMinor).toBe(remaining);
          expect(total(left(order))).toBe(remaining);
        }
        expect(order).toMatchObject({ status: 'cancelled' });
        expect(remaining).toBe(0);
      }),
    );
  });
});
