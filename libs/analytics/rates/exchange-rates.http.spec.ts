import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { customersContext } from '../../customers/customers.module.js';
import { dealsContext } from '../../deals/deals.module.js';
import { ordersContext } from '../../orders/orders.module.js';
import { type RunningService, startService } from '../testing/running-service.js';

let service: RunningService;
let ada = '';
let beforeCorrection = '';

const rate = (day: string, from: string, to: string, value: string) =>
  service.send('analytics/exchange-rates', '2024-06-01', { day, from, to, rate: value });

/** Ada buys for 10.00 EUR, for 2.00 and 3.33 USD in one order, of which 2.00 come back, and for 1,000 JPY. */
beforeAll(async () => {
  service = await startService([customersContext, dealsContext, ordersContext]);
  ada = await service.send('customers', '2024-01-01', { kind: 'person', name: 'Ada' });
  const order = (day: string, currency: string, ...amounts: number[]) =>
    service.send('orders', day, {
      customerId: ada,
      currency,
      lines: amounts.map((amount, at) => ({ product: at === 0 ? 'pen' : 'ink', amount, quantity: 1 })),
    });
  await order('2024-02-01', 'EUR', 1_000);
  const dollars = await order('2024-02-02', 'USD', 200, 333);
  await service.send(`orders/${dollars}/refunds`, '2024-02-05', { lines: [{ line: 1, amount: 200 }] });
  await order('2024-03-01', 'JPY', 1_000);
  await rate('2024-02-02', 'USD', 'EUR', '0.9');
  await rate('2024-02-05', 'USD', 'EUR', '0.95');
  // The other way round: a euro is 160 yen.
  await rate('2024-03-01', 'EUR', 'JPY', '160');
  beforeCorrection = service.position();
}, 120_000);

afterAll(() => service.stop());

const report = (query: string) => service.answerOf(`purchases?groupBy=month&${query}`);
const problemOf = async (query: string): Promise<unknown> =>
  (await service.get(`purchases?groupBy=month&${query}`)).json();

describe('reports that convert', () => {
  it('convert each line at the rate of its day, and say so', async () => {
    expect(await report('currency=EUR&convert=true')).toMatchObject({
      groups: [
        // 10.00 + 1.80 + 3.00 (2.997); 1.90 of it back at the rate of the refund's day.
        { key: '2024-02', currency: 'EUR', gross: 1_480, refunded: 190, net: 1_290 },
        // 1,000 yen ÷ 160.
        { key: '2024-03', currency: 'EUR', gross: 625, refunded: 0, net: 625 },
      ],
      converted: { to: 'EUR', from: ['JPY', 'USD'], ratesFrom: '2024-02-02', ratesTo: '2024-03-01' },
    });
  });

  it('leave amounts alone where that is not asked for', async () => {
    const plain = await report('currency=EUR');
    expect(plain).toMatchObject({ groups: [{ key: '2024-02', gross: 1_000 }] });
    expect(plain).not.toHaveProperty('converted');
  });

  it('need no rate of what is not counted', async () => {
    expect(await report('currency=EUR&convert=true&to=2024-02-01')).toMatchObject({
      groups: [{ net: 1_000 }],
      converted: { from: [], ratesFrom: null, ratesTo: null },
    });
  });

  it('refuse where a rate is missing, with the day and the currencies', async () => {
    expect(await problemOf('currency=CHF&convert=true')).toMatchObject({
      code: 'rate-missing',
      detail: expect.stringMatching(/(EUR|USD|JPY) and CHF on 2024-0[23]-0\d/),
    });
    expect(await problemOf('convert=true')).toMatchObject({ code: 'currency-required' });
  });

  it('convert in scores, cohorts and distributions, too', async () => {
    expect(await service.answerOf('rfm?currency=EUR&convert=true')).toMatchObject({
      items: [{ customerId: ada, orders: 3, net: 1_915 }],
      converted: { to: 'EUR' },
    });
    const cohorts = (await service.answerOf('cohorts?currency=EUR&convert=true')) as {
      cohorts: { cells: { net: number }[] }[];
    };
    expect(cohorts.cohorts[0]?.cells.map(({ net }) => net).slice(0, 2)).toEqual([1_290, 625]);
  });

  it('take a correction from then on, and not before', async () => {
    await rate('2024-02-05', 'USD', 'EUR', '0.5');
    expect(await report('currency=EUR&convert=true')).toMatchObject({ groups: [{ refunded: 100 }, {}] });
    expect(await report(`currency=EUR&convert=true&knownAt=${beforeCorrection}`)).toMatchObject({
      groups: [{ refunded: 190 }, {}],
    });
  });
});

describe('GET /v1/analytics/exchange-rates', () => {
  it('lists the rates that hold, as documented', async () => {
    const path = 'exchange-rates?firstDay=2024-02-01&lastDay=2024-02-29&from=USD';
    expect(await service.answerOf(path)).toEqual({
      items: [
        { day: '2024-02-02', from: 'USD', to: 'EUR', rate: '0.9' },
        { day: '2024-02-05', from: 'USD', to: 'EUR', rate: '0.5' },
      ],
      logPosition: service.position(),
    });
    expect(await service.misfits('exchange-rates', path)).toEqual([]);
    expect((await service.get('exchange-rates?firstDay=2024-02-02&lastDay=2024-02-01')).statusCode).toBe(422);
  });
});
