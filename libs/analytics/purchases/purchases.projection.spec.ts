import { describe, expect, it } from '@jest/globals';
import { documentsAfter, logOf, on, expectRebuiltEqualsLive } from '../../event-sourcing/testing.js';
import { cancelled, placed, refunded } from '../testing/events.fixture.js';
import { purchasesIn } from './purchases.projection.js';
import { utc } from '../../platform/time-zone.js';

const purchases = purchasesIn(utc);

const order = { orderId: 'o1', customerId: 'anna', channel: 'web' };
const log = logOf([
  ...on('order-o1', [
    placed({
      ...order,
      day: '2024-01-31',
      lines: [
        { product: 'pen', category: 'paper', amount: 500 },
        { product: 'ink', amount: 0 },
      ],
    }),
    refunded({ ...order, day: '2024-02-02', lines: [{ product: 'pen', category: 'paper', amount: 200 }] }),
    cancelled({ ...order, day: '2024-02-02', lines: [{ product: 'pen', category: 'paper', amount: 300 }] }),
  ]),
  ...on('order-o2', [
    placed({
      orderId: 'o2',
      customerId: 'bo',
      day: '2024-01-01',
      currency: 'USD',
      lines: [{ product: 'ink', amount: 7 }],
    }),
    refunded({
      orderId: 'o2',
      customerId: 'bo',
      day: '2024-01-02',
      currency: 'USD',
      lines: [{ product: 'ink', amount: 7 }],
    }),
    cancelled({ orderId: 'o2', customerId: 'bo', day: '2024-01-03', currency: 'USD', lines: [] }),
  ]),
]);

describe('purchases', () => {
  const at = (position: number) => `${position}`.padStart(16, '0');

  it('keeps a document for each order and each time money was given back, under its own day', () => {
    const anna = { customerId: 'anna', currency: 'EUR', channel: 'web' };
    const bo = { customerId: 'bo', currency: 'USD' };
    expect(documentsAfter(purchases, log)).toEqual({
      '2024-01-31/o1/0': {
        kind: 'order',
        ...anna,
        lines: [
          { product: 'pen', category: 'paper', amount: 500, quantity: 1 },
          { product: 'ink', amount: 0, quantity: 1 },
        ],
        position: at(1),
      },
      '2024-02-02/o1/1': {
        kind: 'refund',
        ...anna,
        orderDay: '2024-02-02',
        lines: [{ product: 'pen', category: 'paper', amount: 200 }],
        position: at(2),
      },
      '2024-02-02/o1/2': {
        kind: 'refund',
        ...anna,
        orderDay: '2024-02-02',
        lines: [{ product: 'pen', category: 'paper', amount: 300 }],
        position: at(3),
      },
      '2024-01-01/o2/0': {
        kind: 'order',
        ...bo,
        lines: [{ product: 'ink', amount: 7, quantity: 1 }],
        position: at(4),
      },
      '2024-01-02/o2/1': {
        kind: 'refund',
        ...bo,
        orderDay: '2024-01-02',
        lines: [{ product: 'ink', amount: 7 }],
        position: at(5),
      },
    });
  });

  it('is the same rebuilt as live', async () => {
    await expectRebuiltEqualsLive(purchases, log);
  });
});
