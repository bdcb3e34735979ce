import { describe, expect, it } from '@jest/globals';
import { type DealReopened, type DealWon } from '../deals/deals.events.js';
import { occurring, logOf } from '../event-sourcing/testing.js';
import { type DomainCommand } from '../event-sourcing/core.js';
import { dealOrders } from './deal-orders.reaction.js';
import { PlaceOrder, RefundOrder, UnbookOrder } from './orders.commands.js';
import { orderDecider } from './orders.decider.js';
import { type Order } from './orders.state.js';

const dealId = '3f0c8a52-93ab-5c0e-8f1d-0a6d5f3b7a11';
const customerId = '6f1d8a52-93ab-5c0e-8f1d-0a6d5f3b7a12';
const orderId = '9f1d8a52-93ab-5c0e-8f1d-0a6d5f3b7a13';
const wonAt = '2026-03-04T09:00:00.000Z';
const reopenedAt = '2026-03-05T09:00:00.000Z';
const delivered = occurring('2026-03-09T09:00:00.000Z');

const deal = {
  dealId,
  customerId,
  lines: [{ product: 'GTX Pro', category: 'GTX', quantity: 2, amountMinor: 3000 }],
  amountMinor: 3000,
  currency: 'EUR',
  stage: 'proposal',
  probability: 0.5,
  openedAt: '2026-03-01T09:00:00.000Z',
};
const won = (changes: Partial<DealWon['data']> = {}): DealWon => ({
  type: 'DealWon',
  data: { ...deal, occurredAt: wonAt, win: 1, orderId, ...changes },
});
const reopened = (booked?: string): DealReopened => ({
  type: 'DealReopened',
  data: {
    ...deal,
    occurredAt: reopenedAt,
    previously: 'won',
    closedAt: wonAt,
    win: 1,
    ...(booked === undefined ? {} : { orderId: booked }),
  },
});

const reactionTo = (event: DealWon | DealReopened): readonly DomainCommand[] =>
  logOf([event]).flatMap((logged) => dealOrders.react(logged, () => delivered));

describe('the reaction that books orders for deals', () => {
  it('places the order that the win names, with the lines of the deal, at the time of the win', () => {
    expect(reactionTo(won())).toEqual([
      new PlaceOrder(
        orderId,
        {
          customerId,
          dealId,
          currency: 'EUR',
          channel: 'deal',
          lines: [{ product: 'GTX Pro', category: 'GTX', quantity: 2, amount: 3000 }],
        },
        { ...delivered, occurredAt: wonAt },
      ),
    ]);
  });

  it('gives an amount without lines one line', () => {
    const [command] = reactionTo(won({ lines: [] }));
    expect(command?.data).toMatchObject({
      lines: [{ product: 'unspecified', quantity: 1, amount: 3000 }],
    });
  });

  it('cancels the order when the deal is reopened', () => {
    expect(reactionTo(reopened(orderId))).toEqual([
      new UnbookOrder(orderId, { reason: 'deal reopened' }, { ...delivered, occurredAt: reopenedAt }),
    ]);
  });

  it('leaves alone what was won without an order', () => {
    const { orderId: _none, ...data } = won().data;
    expect(reactionTo({ type: 'DealWon', data })).toEqual([]);
    expect(reactionTo(reopened())).toEqual([]);
  });

  const after = (commands: readonly DomainCommand[]): Order =>
    commands.reduce<Order>((order, command) => {
      if (!(
        command instanceof PlaceOrder ||
        command instanceof RefundOrder ||
        command instanceof UnbookOrder
      ))
        throw new Error(command.type);
      return orderDecider
        .decide(command, order)
        .reduce<Order>((now, event) => orderDecider.evolve(now, event), order);
    }, orderDecider.initial);

  it('makes commands that the order accepts, one after the other', () => {
    expect(after([...reactionTo(won()), ...reactionTo(reopened(orderId))])).toMatchObject({
      status: 'cancelled',
      dealId,
      lines: [{ netMinor: 3000, refundedMinor: 3000 }],
    });
  });

  it('cancels also an order that was refunded in part after the time that the reopening is said to have', () => {
    const refundedAt = '2026-03-06T09:00:00.000Z';
    const refund = new RefundOrder(orderId, { amount: 1000 }, occurring(refundedAt));
    expect(after([...reactionTo(won()), refund, ...reactionTo(reopened(orderId))])).toMatchObject({
      status: 'cancelled',
      lines: [{ netMinor: 3000, refundedMinor: 3000 }],
      lastStepAt: refundedAt,
    });
  });
});
