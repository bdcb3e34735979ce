import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { customersContext } from '../../customers/customers.module.js';
import { dealsContext } from '../../deals/deals.module.js';
import { ordersContext } from '../../orders/orders.module.js';
import { type RunningService, startService, TODAY } from '../testing/running-service.js';

let service: RunningService;

/** Anna has bought in euros. She has a deal won and one open, in dollars; Bo has one won in euros and one lost in dollars. */
beforeAll(async () => {
  service = await startService([customersContext, dealsContext, ordersContext]);
  const person = { kind: 'person', tags: ['vip', 'new'] };
  const anna = await service.send('customers', '2024-01-01', { ...person, name: 'Anna', region: 'North' });
  const bo = await service.send('customers', '2024-01-01', { kind: 'person', name: 'Bo', region: 'South' });
  const lines = [{ product: 'pen', amount: 5_000, quantity: 1 }];
  await service.send('orders', '2024-02-01', { customerId: anna, currency: 'EUR', lines });
  const deal = (customerId: string, day: string, currency: string, amount: number) =>
    service.send('deals', day, { customerId, currency, amount, product: 'pen', owner: 'Ada' });
  const dollars = await deal(anna, '2024-01-10', 'USD', 1_001);
  await service.send(`deals/${dollars}/win`, '2024-03-05', { bookOrder: false });
  const euros = await deal(bo, '2024-02-10', 'EUR', 500);
  await service.send(`deals/${euros}/win`, '2024-04-02', { bookOrder: false });
  await deal(anna, '2024-05-01', 'USD', 200);
  const lost = await deal(bo, '2024-05-01', 'USD', 300);
  await service.send(`deals/${lost}/loss`, '2024-05-02', { reason: 'price' });
  const rate = (day: string, value: string) =>
    service.send('analytics/exchange-rates', TODAY, { day, from: 'USD', to: 'EUR', rate: value });
  await rate('2024-03-05', '0.9');
  await rate(TODAY, '0.5');
  await service.send('analytics/segments', TODAY, {
    name: 'buyers',
    anyOf: [{ allOf: [{ field: 'orders', min: 1 }] }],
  });
}, 60_000);

afterAll(() => service.stop());

interface Group {
  readonly key: string | null;
  readonly opened: number;
  readonly won: number;
  readonly revenue: number;
  readonly currency: string;
}

const groups = async (query: string) => {
  const answer = (await service.answerOf(`sales?${query}`)) as { groups: Group[] };
  return answer.groups.map(({ key, opened, won, revenue, currency }) => [
    key,
    opened,
    won,
    revenue,
    currency,
  ]);
};
const inEuros = 'currency=EUR&convert=true';

describe('deals that are converted', () => {
  it('are worth what they were on the day that they were won, and others need no rate', async () => {
    expect(await service.answerOf(`sales?groupBy=product&${inEuros}`)).toMatchObject({
      // 10.01 dollars at 0.9, and 5 euros.
      groups: [{ key: 'pen', opened: 4, won: 2, lost: 1, revenue: 1_401, currency: 'EUR' }],
      totals: [{ revenue: 1_401 }],
      converted: { to: 'EUR', from: ['USD'], ratesFrom: '2024-03-05', ratesTo: '2024-03-05' },
    });
  });

  it('are worth what they are on the day of the report while they are open', async () => {
    expect(await service.answerOf(`pipeline?${inEuros}`)).toMatchObject({
      totals: [{ deals: 1, amount: 100, weighted: 10, currency: 'EUR' }],
      converted: { from: ['USD'], ratesFrom: TODAY, ratesTo: TODAY },
    });
  });

  it('are refused where a rate is missing, with the day and the currencies', async () => {
    expect((await service.get(`pipeline?${inEuros}&asOf=2024-05-31`)).json()).toMatchObject({
      code: 'rate-missing',
      detail: expect.stringContaining('USD and EUR on 2024-05-31'),
    });
    expect((await service.get('sales?groupBy=owner&convert=true')).json()).toMatchObject({
      code: 'currency-required',
    });
  });
});

describe('deals by what customers are', () => {
  it('are grouped by their attributes, a deal in the group of each tag', async () => {
    expect(await groups(`groupBy=region&${inEuros}`)).toEqual([
      ['North', 2, 1, 901, 'EUR'],
      ['South', 2, 1, 500, 'EUR'],
    ]);
    expect(await groups(`groupBy=tag&${inEuros}`)).toEqual([
      ['new', 2, 1, 901, 'EUR'],
      ['vip', 2, 1, 901, 'EUR'],
      [null, 2, 1, 500, 'EUR'],
    ]);
  });

  it('are filtered by a segment, of the scheme or defined', async () => {
    expect(await groups('groupBy=owner&segment=buyers')).toEqual([['Ada', 2, 1, 1_001, 'USD']]);
    expect(await groups(`groupBy=segment&${inEuros}`)).toEqual([
      ['lost', 2, 1, 901, 'EUR'],
      [null, 2, 1, 500, 'EUR'],
    ]);
    expect(await groups(`groupBy=owner&segment=lost&${inEuros}`)).toEqual([['Ada', 2, 1, 901, 'EUR']]);
    // She bought nothing in dollars.
    expect(await groups('groupBy=owner&segment=lost')).toEqual([]);
    expect(await service.answerOf('pipeline?segment=buyers')).toMatchObject({ totals: [{ deals: 1 }] });
    expect((await service.get('pipeline?segment=nobody')).json()).toMatchObject({ code: 'unknown-segment' });
  });

  it('are filtered by the month of the first order', async () => {
    expect(await groups(`groupBy=owner&cohort=2024-02&${inEuros}`)).toEqual([['Ada', 2, 1, 901, 'EUR']]);
    expect(await groups(`groupBy=cohort&${inEuros}`)).toEqual([
      ['2024-02', 2, 1, 901, 'EUR'],
      [null, 2, 1, 500, 'EUR'],
    ]);
  });
});

describe('deals within some days', () => {
  it('count where they were opened within them, and where they were won', async () => {
    const query = 'groupBy=month&from=2024-02-01&to=2024-03-31';
    expect(await groups(query)).toEqual([
      ['2024-02', 1, 0, 0, 'EUR'],
      ['2024-03', 0, 1, 1_001, 'USD'],
    ]);
    expect(await service.answerOf(`sales?${query}`)).toMatchObject({ from: '2024-02-01', to: '2024-03-31' });
    expect((await service.get('sales?groupBy=owner&from=2024-02-02&to=2024-02-01')).json()).toMatchObject({
      code: 'range-reversed',
    });
  });

  it('are compared with those of the same period a year before, or of the one before', async () => {
    const compared = await service.answerOf(`sales?groupBy=month&compareTo=previous&${inEuros}`);
    const { groups: months } = compared as { groups: (Group & { before: object })[] };
    expect(months.find(({ key }) => key === '2024-04')).toMatchObject({
      won: 1,
      before: { won: 1, revenue: 901 },
    });
  });
});

describe('what is documented of deals selected', () => {
  it.each([
    ['sales', `?groupBy=segment&${inEuros}`],
    ['pipeline', `?${inEuros}&segment=buyers`],
  ])('is what is answered by %s%s', async (path, query) => {
    expect(await service.misfits(path, `${path}${query}`)).toEqual([]);
  });
});
