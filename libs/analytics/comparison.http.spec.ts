import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { customersContext } from '../customers/customers.module.js';
import { dealsContext } from '../deals/deals.module.js';
import { ordersContext } from '../orders/orders.module.js';
import { type RunningService, startService } from './testing/running-service.js';

let service: RunningService;

/** Pens for 10.00 in March 2023, 4.00 in February and 5.00 in March 2024; ink for 2.00 in February 2024 alone. */
beforeAll(async () => {
  service = await startService([customersContext, dealsContext, ordersContext]);
  const anna = await service.send('customers', '2022-01-01', { kind: 'person', name: 'Anna' });
  const order = (day: string, product: string, amount: number) =>
    service.send('orders', day, {
      customerId: anna,
      currency: 'EUR',
      lines: [{ product, amount, quantity: 1 }],
    });
  await order('2023-03-10', 'pen', 1_000);
  await order('2024-02-10', 'pen', 400);
  await order('2024-02-20', 'ink', 200);
  await order('2024-03-31', 'pen', 500);
  for (const [opened, won, amount] of [
    ['2023-01-05', '2023-02-01', 1_000],
    ['2024-01-05', '2024-02-01', 800],
    ['2024-01-05', '2024-05-01', 900],
  ] as const) {
    const deal = await service.send('deals', opened, { customerId: anna, currency: 'EUR', amount });
    await service.send(`deals/${deal}/win`, won, { bookOrder: false });
  }
}, 60_000);

afterAll(() => service.stop());

interface Compared {
  readonly key?: string;
  readonly net?: number;
  readonly revenue?: number;
  readonly before: { readonly net?: number; readonly revenue?: number } | null;
  readonly change: { readonly net?: number | null; readonly revenue?: number | null } | null;
}

const compared = async (path: string) => {
  const { groups, totals } = (await service.answerOf(path)) as { groups: Compared[]; totals: Compared[] };
  const shown = ({ key, net, revenue, before, change }: Compared) => [
    key ?? 'total',
    net ?? revenue,
    before && (before.net ?? before.revenue),
    change && (change.net === undefined ? change.revenue : change.net),
  ];
  return [...groups, ...totals].map(shown);
};

describe('purchases compared', () => {
  it('by period, with the whole period before or a year before', async () => {
    expect(await compared('purchases?groupBy=month&compareTo=previous')).toEqual([
      ['2023-03', 1_000, 0, null],
      ['2024-02', 600, 0, null],
      ['2024-03', 500, 600, -0.1667],
      ['total', 2_100, null, null],
    ]);
    // The month before `from` is compared with, too.
    const march = 'purchases?groupBy=month&from=2024-03-01&to=2024-03-31';
    expect(await compared(`${march}&compareTo=previous`)).toEqual([
      ['2024-03', 500, 600, -0.1667],
      ['total', 500, 600, -0.1667],
    ]);
    expect(await compared(`${march}&compareTo=year-before`)).toEqual([
      ['2024-03', 500, 1_000, -0.5],
      ['total', 500, 1_000, -0.5],
    ]);
  });

  it('by other dimensions, with as many days before, or the same a year before', async () => {
    const march = 'purchases?groupBy=product&from=2024-03-03&to=2024-03-31';
    // The 29 days before: from 3 February to 2 March. Ink has gone, and is shown.
    expect(await compared(`${march}&compareTo=previous`)).toEqual([
      ['pen', 500, 400, 0.25],
      ['ink', 0, 200, -1],
      ['total', 500, 600, -0.1667],
    ]);
    expect(await compared(`${march}&compareTo=year-before`)).toEqual([
      ['pen', 500, 1_000, -0.5],
      ['total', 500, 1_000, -0.5],
    ]);
  });

  it('by a period within another dimension', async () => {
    const path = 'purchases?groupBy=product&thenBy=month&compareTo=previous';
    const { groups } = (await service.answerOf(path)) as { groups: (Compared & { thenKey: string })[] };
    expect(groups.map(({ key, thenKey, net, before }) => [key, thenKey, net, before?.net])).toEqual([
      ['pen', '2023-03', 1_000, 0],
      ['pen', '2024-03', 500, 400],
      ['pen', '2024-02', 400, 0],
      ['ink', '2024-02', 200, 0],
    ]);
  });

  it('as a table have the changes beside', async () => {
    const path = 'purchases?groupBy=month&from=2024-03-01&to=2024-03-31&compareTo=year-before';
    const [header = '', row = ''] = (await service.get(path, 'text/csv')).body.split('\r\n');
    expect(row.split(',')[header.split(',').indexOf('change.net')]).toBe('-0.5');
  });

  it('need something to compare with', async () => {
    for (const path of ['purchases?groupBy=product', 'sales?groupBy=owner']) {
      const refused = await service.get(`${path}&compareTo=previous`);
      expect(refused.json()).toMatchObject({ status: 422, code: 'nothing-to-compare-with' });
    }
    expect((await service.get('purchases?groupBy=month&compareTo=next')).statusCode).toBe(400);
  });
});

describe('sales compared', () => {
  it('by quarter, with the one before or a year before', async () => {
    const quarters = async (compareTo: string) =>
      (await compared(`sales?groupBy=quarter&compareTo=${compareTo}`)).slice(0, -1);
    expect(await quarters('previous')).toEqual([
      ['2023Q1', 1_000, 0, null],
      ['2024Q1', 800, 0, null],
      ['2024Q2', 900, 800, 0.125],
    ]);
    expect(await quarters('year-before')).toEqual([
      ['2023Q1', 1_000, 0, null],
      ['2024Q1', 800, 1_000, -0.2],
      ['2024Q2', 900, 0, null],
    ]);
  });
});

describe('what is documented of comparisons', () => {
  it.each([
    ['purchases', '?groupBy=week&compareTo=year-before'],
    ['purchases', '?groupBy=product&from=2024-03-03&compareTo=previous'],
    ['sales', '?groupBy=quarter&compareTo=previous'],
  ])('is what is answered by %s%s', async (path, query) => {
    expect(await service.misfits(path, `${path}${query}`)).toEqual([]);
  });
});
