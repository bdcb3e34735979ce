import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { customersContext } from '../customers/customers.module.js';
import { dealsContext } from '../deals/deals.module.js';
import { ordersContext } from '../orders/orders.module.js';
import { type RunningService, startService } from './testing/running-service.js';

let service: RunningService;
const ids: Record<string, string> = {};

/** Anna of the North buys a pen in the shop in January and ink on the web in March; Bo of the South a pen in February. */
beforeAll(async () => {
  service = await startService([customersContext, dealsContext, ordersContext]);
  const regions = { anna: 'North', bo: 'South' };
  for (const who of ['anna', 'bo'] as const) {
    const body = { kind: 'person', name: who, region: regions[who], tags: who === 'anna' ? ['vip'] : [] };
    ids[who] = await service.send('customers', '2024-01-01', body);
  }
  const order = (who: string, day: string, channel: string, product: string, amount: number) =>
    service.send('orders', day, {
      customerId: ids[who],
      currency: 'EUR',
      channel,
      lines: [{ product, amount, quantity: 1 }],
    });
  await order('anna', '2024-01-10', 'shop', 'pen', 100);
  await order('anna', '2024-03-10', 'web', 'ink', 50);
  await order('bo', '2024-02-10', 'web', 'pen', 70);
  const deal = async (who: string, owner: string, day: string, lines: readonly [string, number][]) => {
    const id = await service.send('deals', day, {
      customerId: ids[who],
      currency: 'EUR',
      owner,
      lines: lines.map(([product, amount]) => ({ product, amount, quantity: 1 })),
    });
    await service.send(`deals/${id}/win`, day, { bookOrder: false });
  };
  await deal('anna', 'ada', '2024-04-01', [
    ['pen', 1_000],
    ['ink', 200],
  ]);
  await deal('bo', 'cy', '2024-04-02', [['pen', 30]]);
}, 120_000);

afterAll(() => service.stop());

describe('filters of cohorts', () => {
  const cohorts = async (query: string) => {
    const answer = (await service.answerOf(`cohorts?currency=EUR&${query}`)) as {
      cohorts: { key: string; customers: number; cells: { net: number }[] }[];
    };
    return answer.cohorts.map(({ key, customers, cells }) => [
      key,
      customers,
      cells.reduce((sum, { net }) => sum + net, 0),
    ]);
  };

  it.each([
    ['region=North', [['2024-01', 1, 150]]],
    ['tag=vip', [['2024-01', 1, 150]]],
    ['cohort=2024-02', [['2024-02', 1, 70]]],
    // As if other purchases had never been: Anna's first on the web is the ink.
    [
      'channel=web',
      [
        ['2024-02', 1, 70],
        ['2024-03', 1, 50],
      ],
    ],
    ['product=ink', [['2024-03', 1, 50]]],
    ['region=West', []],
  ])('leaves what %s lets pass', async (query, expected) => {
    expect(await cohorts(query)).toEqual(expected);
  });

  it('refuses a segment that there is none of', async () => {
    expect((await service.get('cohorts?segment=nobody')).json()).toMatchObject({ code: 'unknown-segment' });
  });
});

describe('filters of sales', () => {
  const sales = async (query: string) => {
    const answer = (await service.answerOf(`sales?groupBy=owner&currency=EUR&${query}`)) as {
      groups: { key: string; won: number; revenue: number }[];
    };
    return answer.groups.map(({ key, won, revenue }) => [key, won, revenue]);
  };

  it.each([
    [
      '',
      [
        ['ada', 1, 1_200],
        ['cy', 1, 30],
      ],
    ],
    ['owner=cy', [['cy', 1, 30]]],
    ['region=North', [['ada', 1, 1_200]]],
    ['tag=vip', [['ada', 1, 1_200]]],
    // What the deals are worth of it.
    [
      'product=pen',
      [
        ['ada', 1, 1_000],
        ['cy', 1, 30],
      ],
    ],
    ['product=ink&region=South', []],
  ])('leaves what "%s" lets pass', async (query, expected) => {
    expect(await sales(query)).toEqual(expected);
  });

  it('takes a customer', async () => {
    expect(await sales(`customerId=${ids.bo}`)).toEqual([['cy', 1, 30]]);
  });
});
