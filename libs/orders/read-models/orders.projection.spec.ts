import { describe, expect, it } from '@jest/globals';
import { documentsAfter, logOf, expectRebuiltEqualsLive } from '../../event-sourcing/testing.js';
import { orderAnswer } from '../orders.answers.js';
import { type OrderEvent } from '../orders.events.js';
import { orders } from './orders.projection.js';

const orderId = '3f0c8a52-93ab-5c0e-8f1d-0a6d5f3b7a11';
const customerId = '6f1d8a52-93ab-5c0e-8f1d-0a6d5f3b7a12';
const placedAt = '2026-03-01T09:30:00.000Z';

const placed: OrderEvent = {
  type: 'OrderPlaced',
  data: {
    orderId,
    customerId,
    occurredAt: placedAt,
    currency: 'EUR',
    channel: 'web',
    lines: [
      { product: 'Pen', quantity: 3, grossMinor: 1000, discountMinor: 67, netMinor: 933 },
      { product: 'Book', quantity: 1, grossMinor: 500, discountMinor: 33, netMinor: 467 },
    ],
    grossMinor: 1500,
    discountMinor: 100,
    totalMinor: 1400,
  },
};
const backOn = (occurredAt: string, pen: number, book: number) => ({
  orderId,
  customerId,
  occurredAt,
  currency: 'EUR',
  channel: 'web',
  placedAt,
  refundMinor: pen + book,
  remainingMinor: 0,
  lines: [
    { line: 1, product: 'Pen', refundMinor: pen },
    { line: 2, product: 'Book', refundMinor: book },
  ],
});
const refunded: OrderEvent = { type: 'OrderRefunded', data: backOn('2026-03-02T09:30:00.000Z', 200, 100) };
const cancelled: OrderEvent = { type: 'OrderCancelled', data: backOn('2026-03-03T09:30:00.000Z', 733, 367) };

const answerAfter = (...events: OrderEvent[]) =>
  Object.values(documentsAfter(orders, logOf(events))).map(({ products: _products, ...order }) =>
    orderAnswer(order),
  );

describe('the orders', () => {
  it('show what was paid and given back, whole and by lines', () => {
    expect(answerAfter(placed, refunded)).toEqual([
      {
        id: orderId,
        revision: 1,
        customerId,
        status: 'placed',
        placedAt,
        channel: 'web',
        currency: 'EUR',
        lines: [
          {
            product: 'Pen',
            quantity: 3,
            beforeDiscount: 1000,
            discount: 67,
            gross: 933,
            refunded: 200,
            net: 733,
          },
          {
            product: 'Book',
            quantity: 1,
            beforeDiscount: 500,
            discount: 33,
            gross: 467,
            refunded: 100,
            net: 367,
          },
        ],
        beforeDiscount: 1500,
        discount: 100,
        gross: 1400,
        refunded: 300,
        net: 1100,
      },
    ]);
  });

  it('show a cancelled order as given back whole', () => {
    expect(answerAfter(placed, refunded, cancelled)).toMatchObject([
      { status: 'cancelled', gross: 1400, refunded: 1400, net: 0 },
    ]);
  });

  it('are the same rebuilt as live', async () => {
    await expectRebuiltEqualsLive(orders, logOf([placed, refunded, cancelled]));
  });
});
