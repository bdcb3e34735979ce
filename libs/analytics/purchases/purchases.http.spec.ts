import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { customersContext } from '../../customers/customers.module.js';
import { dealsContext } from '../../deals/deals.module.js';
import { ordersContext } from '../../orders/orders.module.js';
import { type RunningService, startService, TODAY } from '../testing/running-service.js';

const lines = (...amounts: readonly [string, number][]) =>
  amounts.map(([product, amount]) => ({
    product,
    amount,
    quantity: 1,
    ...(product === 'ink' ? {} : { category: 'paper' }),
  }));

let service: RunningService;
let anna: string;
let bo: string;
let idle: string;

beforeAll(async () => {
  service = await startService([customersContext, dealsContext, ordersContext]);
  anna = await service.send('customers', '2024-01-01', { kind: 'person', name: '=Anna', region: 'North' });
  bo = await service.send('customers', '2024-01-01', { kind: 'organisation', name: 'Bo' });
  idle = await service.send('customers', '2024-01-01', { kind: 'person', name: 'Idle', region: 'South' });
  await purchasesHappen();
}, 60_000);

afterAll(() => service.stop());

/** Anna, EUR: 30.00 on 31 Jan (5.00 back in April), 9.00 + 1.00 on 1 Mar, cancelled in May; Bo: EUR 8.00, USD 2.00. */
async function purchasesHappen(): Promise<void> {
  const order = (customerId: string, day: string, body: object) =>
    service.send('orders', day, { customerId, ...body });
  const web = { currency: 'EUR', channel: 'web' };
  const first = await order(anna, '2024-01-31', {
    ...web,
    lines: lines(['pen', 2000], ['ink', 1200]),
    discount: 200,
  });
  const twice = await order(anna, '2024-03-01', { currency: 'EUR', lines: lines(['pen', 900]) });
  await order(anna, '2024-03-01', { ...web, lines: lines(['ink', 100]) });
  await order(bo, '2024-03-02', { ...web, lines: lines(['pen', 800]) });
  await order(bo, '2024-03-03', { currency: 'USD', lines: lines(['pen', 200]) });
  await service.send(`orders/${first}/refunds`, '2024-04-10', { lines: [{ line: 1, amount: 500 }] });
  await service.send(`orders/${twice}/cancellation`, '2024-05-20', {});
  await service.send(`customers/${anna}/details`, '2024-04-01', { region: 'South' });
}

describe('GET /v1/analytics/customers/{id}', () => {
  it('tells how often, how lately and for how much a customer bought', async () => {
    expect(await service.answerOf(`customers/${anna}`)).toEqual({
      customerId: anna,
      asOf: TODAY,
      timeZone: 'UTC',
      logPosition: service.position(),
      byCurrency: [
        {
          // 3 orders × 30.4375 / 151 days; 30 days / (2 − 1).
          frequency: { orders: 3, purchaseDays: 2, perMonth: 0.6, meanDaysBetween: 30 },
          recency: { firstOrder: '2024-01-31', lastOrder: '2024-03-01', daysSinceLast: 121 },
          spend: { currency: 'EUR', gross: 4000, refunded: 1400, net: 2600, averageOrder: 1333 },
          lifetimeValue: { currency: 'EUR', historic: 650 },
        },
      ],
    });
  });

  it('counts only what had happened by the end of the day', async () => {
    const asOf = async (day: string) => service.answerOf(`customers/${anna}?asOf=${day}`);
    expect(await asOf('2024-01-31')).toMatchObject({
      byCurrency: [
        {
          frequency: { orders: 1, purchaseDays: 1, perMonth: null, meanDaysBetween: null },
          recency: { daysSinceLast: 0 },
          spend: { gross: 3000, refunded: 0, net: 3000, averageOrder: 3000 },
        },
      ],
    });
    expect(await asOf('2024-04-09')).toMatchObject({ byCurrency: [{ spend: { refunded: 0 } }] });
    expect(await asOf('2024-04-10')).toMatchObject({ byCurrency: [{ spend: { refunded: 500 } }] });
    expect(await asOf('2024-05-20')).toMatchObject({
      byCurrency: [{ frequency: { orders: 3 }, spend: { refunded: 1400 } }],
    });
  });

  it('has figures of a customer who never bought, or not yet', async () => {
    const nothing = {
      frequency: { orders: 0, purchaseDays: 0, perMonth: null, meanDaysBetween: null },
      recency: { firstOrder: null, lastOrder: null, daysSinceLast: null },
      spend: { currency: null, gross: 0, refunded: 0, net: 0, averageOrder: null },
      lifetimeValue: { currency: null, historic: 0 },
    };
    expect(await service.answerOf(`customers/${idle}`)).toEqual({
      customerId: idle,
      asOf: TODAY,
      timeZone: 'UTC',
      logPosition: service.position(),
      byCurrency: [nothing],
    });
    expect(await service.answerOf(`customers/${anna}?asOf=2024-01-30`)).toMatchObject({
      byCurrency: [nothing],
    });
  });

  it('has figures of each currency, or of the one asked for', async () => {
    const euros = { spend: { currency: 'EUR', net: 800 } };
    const dollars = { frequency: { orders: 1 }, spend: { currency: 'USD', net: 200 } };
    expect(await service.answerOf(`customers/${bo}`)).toMatchObject({ byCurrency: [euros, dollars] });
    expect(await service.answerOf(`customers/${bo}?currency=USD`)).toMatchObject({ byCurrency: [dollars] });
    expect(await service.answerOf(`customers/${bo}?asOf=2024-03-02`)).toMatchObject({ byCurrency: [euros] });
    const csv = (await service.get(`customers/${bo}`, 'text/csv')).body;
    expect(csv.split('\n').filter((line) => line.includes(bo))).toHaveLength(2);
  });

  it('knows who is no customer', async () => {
    const missing = await service.get('customers/00000000-0000-4000-8000-000000000000');
    expect([missing.statusCode, missing.json<{ code: string }>().code]).toEqual([404, 'customer-not-found']);
  });
});

describe('GET /v1/analytics/customers', () => {
  const order = async (query: string): Promise<string[]> => {
    const { items } = (await service.answerOf(`customers?currency=EUR&${query}`)) as {
      items: { customerId: string }[];
    };
    return items.map(({ customerId }) => (customerId === anna ? 'anna' : 'bo'));
  };

  it.each([
    ['', ['anna', 'bo']],
    ['sort=-spend', ['anna', 'bo']],
    ['sort=spend', ['bo', 'anna']],
    ['sort=lifetimeValue', ['bo', 'anna']],
    ['sort=-frequency', ['anna', 'bo']],
    ['sort=recency', ['bo', 'anna']],
    ['sort=-recency', ['anna', 'bo']],
    ['sort=-recency&asOf=2024-03-01', ['anna']],
    ['asOf=2023-12-31', []],
  ])('sorts by %j', async (query, expected) => {
    expect(await order(query)).toEqual(expected);
  });

  it('pages by a cursor', async () => {
    const first = (await service.answerOf('customers?currency=EUR&limit=1')) as {
      items: object[];
      nextCursor: string;
    };
    expect(first.items).toMatchObject([{ customerId: anna, spend: { net: 2600 } }]);
    const second = await service.answerOf(`customers?currency=EUR&limit=1&cursor=${first.nextCursor}`);
    expect(second).toMatchObject({ asOf: TODAY, items: [{ customerId: bo }] });
    expect(second).not.toHaveProperty('nextCursor');
    expect((await service.get('customers?currency=EUR&limit=1&cursor=nonsense')).statusCode).toBe(422);
  });

  it('lists one currency after the other, also page by page', async () => {
    const listed: object[] = [];
    for (let cursor = ''; ;) {
      const { items, nextCursor } = (await service.answerOf(`customers?limit=1${cursor}`)) as {
        items: object[];
        nextCursor?: string;
      };
      listed.push(...items);
      if (nextCursor === undefined) break;
      cursor = `&cursor=${nextCursor}`;
    }
    expect(listed).toMatchObject([
      { customerId: anna, spend: { currency: 'EUR' } },
      { customerId: bo, spend: { currency: 'EUR', net: 800 } },
      { customerId: bo, spend: { currency: 'USD', net: 200 } },
    ]);
    expect(await service.answerOf('customers')).toMatchObject({
      logPosition: service.position(),
      items: listed,
    });
    expect(await service.answerOf('customers?asOf=2024-03-02')).toMatchObject({ items: [{}, {}] });
    const foreign = Buffer.from('["EUR",1]').toString('base64url');
    expect((await service.get(`customers?cursor=${foreign}`)).statusCode).toBe(422);
  });
});

describe('GET /v1/analytics/purchases', () => {
  const inAll = {
    customers: 2,
    orders: 4,
    purchaseDays: 3,
    currency: 'EUR',
    gross: 4800,
    refunded: 1400,
    net: 3400,
  };

  it('gives months, refunds in their own', async () => {
    const none = { customers: 0, orders: 0, purchaseDays: 0, currency: 'EUR', gross: 0 };
    expect(await service.answerOf('purchases?groupBy=month&currency=EUR')).toMatchObject({
      groupBy: 'month',
      from: null,
      to: null,
      asOf: TODAY,
      timeZone: 'UTC',
      logPosition: service.position(),
      groups: [
        {
          key: '2024-01',
          customers: 1,
          orders: 1,
          purchaseDays: 1,
          currency: 'EUR',
          gross: 3000,
          refunded: 0,
          net: 3000,
        },
        {
          key: '2024-03',
          customers: 2,
          orders: 3,
          purchaseDays: 2,
          currency: 'EUR',
          gross: 1800,
          refunded: 0,
          net: 1800,
        },
        { key: '2024-04', ...none, refunded: 500, net: -500 },
        { key: '2024-05', ...none, refunded: 900, net: -900 },
      ],
      totals: [inAll],
    });
  });

  const groups = async (query: string): Promise<unknown[][]> => {
    const answer = (await service.answerOf(`purchases?currency=EUR&${query}`)) as {
      groups: { key: string | null; customers: number; orders: number; purchaseDays: number; net: number }[];
    };
    return answer.groups.map(({ key, customers, orders, purchaseDays, net }) => [
      key,
      customers,
      orders,
      purchaseDays,
      net,
    ]);
  };

  it('gives the other dimensions, the highest net first', async () => {
    expect(await groups('groupBy=quarter')).toEqual([
      ['2024Q1', 2, 4, 3, 4800],
      ['2024Q2', 0, 0, 0, -1400],
    ]);
    expect(await groups('groupBy=channel')).toEqual([
      ['web', 2, 3, 3, 3400],
      [null, 1, 1, 1, 0],
    ]);
    // 30.00 of 32.00 are paid: 18.75 for pens, 11.25 for ink.
    expect(await groups('groupBy=product')).toEqual([
      ['pen', 2, 3, 3, 2175],
      ['ink', 1, 2, 2, 1225],
    ]);
    expect(await groups('groupBy=category')).toEqual([
      ['paper', 2, 3, 3, 2175],
      [null, 1, 2, 2, 1225],
    ]);
  });

  it('takes the region of the day that is asked for', async () => {
    expect(await groups('groupBy=region')).toEqual([
      ['South', 1, 3, 2, 2600],
      [null, 1, 1, 1, 800],
    ]);
    expect(await groups('groupBy=region&asOf=2024-03-31')).toEqual([
      ['North', 1, 3, 2, 4000],
      [null, 1, 1, 1, 800],
    ]);
  });

  it('counts the days from one to another, both included, and no later than asOf', async () => {
    expect(await groups('groupBy=month&from=2024-03-01&to=2024-04-10')).toEqual([
      ['2024-03', 2, 3, 2, 1800],
      ['2024-04', 0, 0, 0, -500],
    ]);
    expect(await groups('groupBy=month&from=2024-03-02&to=2024-04-10&asOf=2024-04-09')).toEqual([
      ['2024-03', 1, 1, 1, 800],
    ]);
    const reversed = await service.get('purchases?groupBy=month&from=2024-03-02&to=2024-03-01');
    expect(reversed.json()).toMatchObject({
      status: 422,
      code: 'range-reversed',
      errors: [{ field: 'from' }],
    });
  });

  it('gives one customer alone', async () => {
    expect(await groups(`groupBy=channel&customerId=${bo}`)).toEqual([['web', 1, 1, 1, 800]]);
  });

  it('gives each currency by itself, with a total of its own', async () => {
    const all = (await service.answerOf('purchases?groupBy=channel')) as {
      groups: { key: string | null; currency: string; net: number }[];
    };
    expect(all).toMatchObject({ totals: [inAll, { currency: 'USD', orders: 1, net: 200 }] });
    expect(all.groups.map(({ key, currency, net }) => [key, currency, net])).toEqual([
      ['web', 'EUR', 3400],
      [null, 'EUR', 0],
      [null, 'USD', 200],
    ]);
    expect(await service.answerOf('purchases?groupBy=month&to=2024-03-02')).toMatchObject({
      totals: [{ currency: 'EUR' }],
    });
    expect(await service.answerOf('purchases?groupBy=month&to=2023-12-31')).toMatchObject({
      groups: [],
      totals: [{ customers: 0, orders: 0, currency: null, net: 0 }],
    });
    expect(await service.answerOf('distributions?of=order')).toMatchObject({
      distributions: [
        { currency: 'EUR', count: 4 },
        { currency: 'USD', count: 1, sum: 200 },
      ],
    });
  });
});

describe('analytics of purchases as CSV', () => {
  it('gives the same rows, the cursor in a header', async () => {
    const customers = await service.get('customers?currency=EUR&limit=1', 'text/csv, application/json;q=0.1');
    expect(customers.headers['dossier-next-cursor']).toEqual(expect.any(String));
    expect(customers.body.split('\r\n')[1]).toBe(
      `${anna},3,2,0.6,30,2024-01-31,2024-03-01,121,EUR,4000,1400,2600,1333,EUR,650`,
    );
    expect((await service.get(`customers/${anna}`, 'text/csv')).body).toBe(customers.body);
    const [columns, web, unknown] = (
      await service.get('purchases?groupBy=channel&currency=EUR', 'text/csv')
    ).body.split('\r\n');
    expect(columns).toMatch(/^key,thenKey,customers,orders,purchaseDays,units,currency,gross,refunded,net,/);
    expect(web).toMatch(/^web,,2,3,3,4,EUR,3900,500,3400,1300,/);
    expect(unknown).toMatch(/^,,1,1,1,1,EUR,900,900,0,900,/);
  });

  it('refuses with a problem document all the same', async () => {
    const refused = await service.get('purchases?groupBy=month&convert=true', 'text/csv');
    expect(refused.headers['content-type']).toContain('application/problem+json');
  });
});

describe('what is asked wrongly', () => {
  it.each([
    'customers?sort=name',
    'customers?limit=0',
    'customers?limit=x',
    'customers?asOf=2024-02-30',
    'customers?asOf=2024-02-01&asOf=2024-02-02',
    'customers?unknown=1',
    'customers/7',
    'purchases',
    'purchases?groupBy=colour',
    'purchases?groupBy=month&currency=euro',
  ])('is a 400: %s', async (path) => {
    expect(await service.refusalOf(path)).toEqual([400, expect.stringContaining('application/problem+json')]);
  });
});

describe('what is documented of purchases', () => {
  it.each([
    ['customers/{id}', ''],
    ['customers/{id}', '?asOf=2023-12-31'],
    ['customers', '?currency=EUR&limit=1'],
    ['purchases', '?groupBy=channel&currency=EUR'],
    ['purchases', '?groupBy=month&from=2023-01-01&to=2023-12-31'],
    ['purchases', '?groupBy=month&thenBy=tag&currency=EUR&emptyPeriods=true'],
  ])('is what is answered by %s%s', async (path, query) => {
    expect(await service.misfits(path, `${path}${query}`.replace('{id}', anna))).toEqual([]);
  });
});
