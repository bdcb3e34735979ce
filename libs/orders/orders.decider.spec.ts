import { describe, expect, it } from '@jest/globals';
import { occurring, specification } from '../event-sourcing/testing.js';
import { CancelOrder, PlaceOrder, type PlaceOrderBody, RefundOrder, UnbookOrder } from './orders.commands.js';
import { orderDecider } from './orders.decider.js';
import { type OrderCancelled, type OrderPlaced, type OrderRefunded } from './orders.events.js';

const { given } = specification(orderDecider);

const id = '3f0c8a52-93ab-5c0e-8f1d-0a6d5f3b7a11';
const customerId = '6f1d8a52-93ab-5c0e-8f1d-0a6d5f3b7a12';
const placedAt = '2026-03-01T09:30:00.000Z';
const later = '2026-03-05T12:00:00.000Z';
const latest = '2026-03-09T12:00:00.000Z';

const body: PlaceOrderBody = {
  customerId,
  currency: 'EUR',
  channel: 'web',
  lines: [
    { product: 'Pen', category: 'Office', quantity: 3, amount: 1000 },
    { product: 'Book', quantity: 1, amount: 500 },
  ],
  discount: 100,
};
const placing = (changes: Partial<PlaceOrderBody> = {}) =>
  new PlaceOrder(id, { ...body, ...changes }, occurring(placedAt));

const placed: OrderPlaced = {
  type: 'OrderPlaced',
  data: {
    orderId: id,
    customerId,
    occurredAt: placedAt,
    currency: 'EUR',
    channel: 'web',
    lines: [
      {
        product: 'Pen',
        category: 'Office',
        quantity: 3,
        grossMinor: 1000,
        discountMinor: 67,
        netMinor: 933,
      },
      { product: 'Book', quantity: 1, grossMinor: 500, discountMinor: 33, netMinor: 467 },
    ],
    grossMinor: 1500,
    discountMinor: 100,
    totalMinor: 1400,
  },
};

const order = { orderId: id, customerId, currency: 'EUR', channel: 'web', placedAt };
const pen = { line: 1, product: 'Pen', category: 'Office' };
const book = { line: 2, product: 'Book' };

const refunded: OrderRefunded = {
  type: 'OrderRefunded',
  data: {
    ...order,
    occurredAt: later,
    refundMinor: 300,
    remainingMinor: 1100,
    lines: [
      { ...pen, refundMinor: 200 },
      { ...book, refundMinor: 100 },
    ],
  },
};
const cancelled: OrderCancelled = {
  type: 'OrderCancelled',
  data: {
    ...order,
    occurredAt: latest,
    refundMinor: 1100,
    remainingMinor: 0,
    lines: [
      { ...pen, refundMinor: 733 },
      { ...book, refundMinor: 367 },
    ],
    reason: 'sent back',
  },
};

const refunding = (data: RefundOrder['data'], at = later) => new RefundOrder(id, data, occurring(at));
const cancelling = (at = latest) => new CancelOrder(id, { reason: 'sent back' }, occurring(at));

describe('an order', () => {
  it('is placed, its discount split over its lines', () => {
    given().when(placing()).then(placed);
  });

  it('is placed once', () => {
    given(placed).when(placing()).thenFails('order-already-placed');
  });

  it('may cost nothing', () => {
    given()
      .when(placing({ lines: [{ product: 'CD', quantity: 1, amount: 0 }], discount: 0 }))
      .then({
        type: 'OrderPlaced',
        data: {
          ...placed.data,
          lines: [{ product: 'CD', quantity: 1, grossMinor: 0, discountMinor: 0, netMinor: 0 }],
          grossMinor: 0,
          discountMinor: 0,
          totalMinor: 0,
        },
      });
  });

  it('is never discounted below nothing', () => {
    given()
      .when(placing({ discount: 1501 }))
      .thenFails('discount-above-total');
  });

  it('adds up to no more than can be kept exactly', () => {
    const dear = { product: 'Island', quantity: 1, amount: 1e15 };
    given()
      .when(placing({ lines: Array.from({ length: 10 }, () => dear) }))
      .thenFails('total-too-large');
  });
});

describe('a refund', () => {
  it('by amount is split over what is left of the lines', () => {
    given(placed)
      .when(refunding({ amount: 300 }))
      .then(refunded);
  });

  it('by lines takes the amounts asked for, or all that is left of a line', () => {
    given(placed, refunded)
      .when(refunding({ lines: [{ line: 2 }, { line: 1, amount: 33 }], currency: 'EUR' }))
      .then({
        type: 'OrderRefunded',
        data: {
          ...refunded.data,
          refundMinor: 400,
          remainingMinor: 700,
          lines: [
            { ...pen, refundMinor: 33 },
            { ...book, refundMinor: 367 },
          ],
        },
      });
  });

  it('without either gives back all that is left', () => {
    given(placed, refunded)
      .when(refunding({ reason: 'broken' }))
      .then({
        type: 'OrderRefunded',
        data: {
          ...refunded.data,
          refundMinor: 1100,
          remainingMinor: 0,
          lines: cancelled.data.lines,
          reason: 'broken',
        },
      });
  });

  it('is refused above what is left, of the order and of each line', () => {
    given(placed, refunded)
      .when(refunding({ amount: 1101 }))
      .thenFails('refund-above-remaining');
    given(placed, refunded)
      .when(refunding({ lines: [{ line: 2, amount: 368 }] }))
      .thenFails('refund-above-remaining');
  });

  it('is refused when nothing is left', () => {
    const rest: OrderRefunded = { type: 'OrderRefunded', data: cancelled.data };
    given(placed, refunded, rest).when(refunding({}, latest)).thenFails('nothing-left-to-refund');
  });

  it('is refused in another currency, for unknown or repeated lines, and for an amount beside lines', () => {
    const refuses = (data: RefundOrder['data'], code: string) => {
      given(placed).when(refunding(data)).thenFails(code);
    };
    refuses({ amount: 300, currency: 'USD' }, 'currency-mismatch');
    refuses({ lines: [{ line: 3 }] }, 'order-line-not-found');
    refuses({ lines: [{ line: 1, amount: 1 }, { line: 1 }] }, 'order-line-repeated');
    refuses({ lines: [{ line: 1 }], amount: 933 }, 'ambiguous-refund');
  });

  it('never occurred before the order was placed', () => {
    given(placed)
      .when(refunding({ amount: 1 }, '2026-03-01T09:29:59.999Z'))
      .thenFails('occurred-before-last');
  });

  it('may have occurred before another that came first', () => {
    const earlier = '2026-03-05T11:59:59.999Z';
    const decided = orderDecider.decide(
      refunding({ amount: 1 }, earlier),
      [placed, refunded].reduce((order, event) => orderDecider.evolve(order, event), orderDecider.initial),
    );
    expect(decided).toMatchObject([{ type: 'OrderRefunded', data: { occurredAt: earlier, refundMinor: 1 } }]);
    given(placed, refunded, ...decided)
      .when(cancelling(earlier))
      .thenFails('occurred-before-last');
  });

  it('needs an order', () => {
    given()
      .when(refunding({ amount: 1 }))
      .thenFails('order-not-found');
  });
});

describe('a cancellation', () => {
  it('gives back what is left', () => {
    given(placed, refunded).when(cancelling()).then(cancelled);
  });

  it('ends the life of an order', () => {
    given(placed, refunded, cancelled).when(cancelling()).thenFails('order-cancelled');
    given(placed, refunded, cancelled)
      .when(refunding({ amount: 1 }, latest))
      .thenFails('order-cancelled');
  });

  it('needs an order, and follows its last step', () => {
    given().when(cancelling()).thenFails('order-not-found');
    given(placed, refunded).when(cancelling(placedAt)).thenFails('occurred-before-last');
  });
});

describe('the cancellation that undoes a win', () => {
  const unbooking = (at: string) => new UnbookOrder(id, { reason: 'sent back' }, occurring(at));

  it('gives back what is left, like any', () => {
    given(placed, refunded).when(unbooking(latest)).then(cancelled);
  });

  it('occurred no earlier than the last step of the order, whenever the win was undone', () => {
    given(placed, refunded)
      .when(unbooking(placedAt))
      .then({ ...cancelled, data: { ...cancelled.data, occurredAt: later } });
  });

  it('needs an order that isn’t cancelled', () => {
    given().when(unbooking(latest)).thenFails('order-not-found');
    given(placed, refunded, cancelled).when(unbooking(latest)).thenFails('order-cancelled');
  });
});
