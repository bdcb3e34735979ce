import { describe, expect, it } from '@jest/globals';
import { documentsAfter, logOf, on, expectRebuiltEqualsLive } from '../../event-sourcing/testing.js';
import { cancelled, placed, refunded } from '../testing/events.fixture.js';
import { customerSpendIn } from './customer-spend.projection.js';
import { utc } from '../../platform/time-zone.js';

const customerSpend = customerSpendIn(utc);

const of = (orderId: string, day: string, amount: number, currency = 'EUR') => ({
  orderId,
  customerId: 'anna',
  day,
  currency,
  lines: [{ product: 'pen', amount }],
});

const log = logOf([
  ...on('order-o1', [placed(of('o1', '2024-03-31', 1000)), refunded(of('o1', '2024-04-05', 250))]),
  ...on('order-o2', [placed(of('o2', '2024-03-31', 0))]),
  // Backdated: recorded after, happened before.
  ...on('order-o3', [placed(of('o3', '2024-02-01', 400)), cancelled(of('o3', '2024-02-02', 400))]),
  ...on('order-o4', [placed(of('o4', '2024-02-03', 9, 'USD')), cancelled(of('o4', '2024-02-04', 0, 'USD'))]),
]);

describe('customer-spend', () => {
  it('sums up each currency by itself; an order cancelled stays counted, and a day counts once', () => {
    expect(documentsAfter(customerSpend, log)).toEqual({
      'anna/EUR': {
        customerId: 'anna',
        currency: 'EUR',
        orders: 3,
        gross: 1400,
        refunded: 650,
        net: 750,
        firstOrder: '2024-02-01',
        lastOrder: '2024-03-31',
        lastFact: '2024-04-05',
        purchaseDays: 2,
        days: { '2024-03': 2 ** 30, '2024-02': 1 },
      },
      'anna/USD': {
        customerId: 'anna',
        currency: 'USD',
        orders: 1,
        gross: 9,
        refunded: 0,
        net: 9,
        firstOrder: '2024-02-03',
        lastOrder: '2024-02-03',
        lastFact: '2024-02-03',
        purchaseDays: 1,
        days: { '2024-02': 4 },
      },
    });
  });

  it('grows by the months with a purchase, not by orders', () => {
    const orders = Array.from({ length: 5_000 }, (_, at) => placed(of(`o${at}`, '2024-03-31', 1)));
    const size = (count: number): number =>
      JSON.stringify(documentsAfter(customerSpend, logOf(orders.slice(0, count)))).length;
    expect(size(5_000) - size(1_000)).toBeLessThan(10);
  });

  it('is the same rebuilt as live', async () => {
    await expectRebuiltEqualsLive(customerSpend, log);
  });
});
