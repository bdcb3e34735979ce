import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { customersContext } from '../../customers/customers.module.js';
import { dealsContext } from '../../deals/deals.module.js';
import { ordersContext } from '../../orders/orders.module.js';
import { type RunningService, startService } from '../testing/running-service.js';

let service: RunningService;

/** Anna: pen and ink, pen and ink a month later (1.00 back); Bo: pen, and cup on the same day; Cy: cup. */
beforeAll(async () => {
  service = await startService([customersContext, dealsContext, ordersContext]);
  const customer = (name: string, region: string) =>
    service.send('customers', '2024-01-01', { kind: 'person', name, region });
  const order = (customerId: string, day: string, ...lines: [string, number][]) =>
    service.send('orders', day, {
      customerId,
      currency: 'EUR',
      lines: lines.map(([product, amount]) => ({ product, amount, quantity: 1 })),
    });
  const anna = await customer('Anna', 'North');
  const bo = await customer('Bo', 'South');
  const cy = await customer('Cy', 'South');
  const first = await order(anna, '2024-01-10', ['pen', 500], ['ink', 300]);
  await order(anna, '2024-02-10', ['pen', 500], ['ink', 100]);
  await order(bo, '2024-02-01', ['pen', 200]);
  await order(bo, '2024-02-01', ['cup', 100]);
  await order(cy, '2024-03-01', ['cup', 50]);
  await service.send(`orders/${first}/refunds`, '2024-03-10', { amount: 100 });
}, 60_000);

afterAll(() => service.stop());

describe('GET /v1/analytics/distributions', () => {
  it('gives how the net spend of customers is distributed', async () => {
    expect(await service.answerOf('distributions?bins=2')).toMatchObject({
      of: 'spend',
      logPosition: service.position(),
      distributions: [
        {
          currency: 'EUR',
          count: 3,
          sum: 1_650,
          mean: 550,
          min: 50,
          max: 1_300,
          histogram: [
            { from: 50, to: 675, count: 2, share: 0.6667 },
            { from: 676, to: 1_301, count: 1, share: 0.3333 },
          ],
          top: [{ percent: 1, count: 1, sum: 1_300, share: 0.7879 }, {}, {}, {}],
        },
      ],
    });
  });

  it.each([
    ['orders', 3, 5, [1, 2]],
    ['purchaseDays', 3, 4, [1, 2]],
    ['units', 3, 7, [1, 4]],
    ['averageOrder', 3, 900, [50, 700]],
    ['order', 5, 1_750, [50, 800]],
  ])('gives how %s are distributed', async (of, count, sum, [min, max]) => {
    expect(await service.answerOf(`distributions?of=${of}`)).toMatchObject({
      of,
      distributions: [{ count, sum, min, max }],
    });
  });

  it('takes the days and the filters of purchases', async () => {
    expect(await service.answerOf('distributions?region=South')).toMatchObject({
      distributions: [{ count: 2, sum: 350 }],
    });
    expect(await service.answerOf('distributions?product=ink&of=order')).toMatchObject({
      distributions: [{ count: 2, sum: 400 }],
    });
    expect(await service.answerOf('distributions?from=2024-02-01&to=2024-02-29')).toMatchObject({
      from: '2024-02-01',
      to: '2024-02-29',
      distributions: [{ count: 2, sum: 900 }],
    });
    expect(await service.answerOf('distributions?asOf=2023-12-31')).toMatchObject({
      distributions: [{ count: 0, mean: null }],
    });
    expect((await service.get('distributions?from=2024-02-01&to=2024-01-01')).statusCode).toBe(422);
    expect((await service.get('distributions?of=mood')).statusCode).toBe(400);
  });

  it('gives the histogram as a table', async () => {
    const { body } = await service.get('distributions?bins=1', 'text/csv');
    expect(body).toBe('from,to,count,share,currency\r\n50,1300,3,1,EUR\r\n');
  });
});

describe('GET /v1/analytics/baskets', () => {
  const pairs = async (query: string) => {
    const answer = (await service.answerOf(`baskets?${query}`)) as {
      baskets: number;
      items: readonly Record<
        'product' | 'together' | 'baskets' | 'support' | 'confidence' | 'lift',
        unknown
      >[];
    };
    return [answer.baskets, ...answer.items.map((each) => Object.values(each))];
  };

  it('gives products bought together in one order, both ways', async () => {
    expect(await pairs('minBaskets=2')).toEqual([
      5,
      ['ink', 'pen', 2, 0.4, 1, 1.67],
      ['pen', 'ink', 2, 0.4, 0.6667, 1.67],
    ]);
  });

  it('gives those of one day, or of one customer', async () => {
    expect(await pairs('within=day&minBaskets=1&boughtWith=cup')).toEqual([
      4,
      ['cup', 'pen', 1, 0.25, 0.5, 0.67],
    ]);
    expect(await pairs('within=customer&minBaskets=1&sort=confidence')).toEqual([
      3,
      ['ink', 'pen', 1, 0.3333, 1, 1.5],
      ['cup', 'pen', 1, 0.3333, 0.5, 0.75],
      ['pen', 'cup', 1, 0.3333, 0.5, 0.75],
      ['pen', 'ink', 1, 0.3333, 0.5, 1.5],
    ]);
  });

  it('gives them in pages', async () => {
    const found: unknown[] = [];
    let cursor = '';
    do {
      const page = (await service.answerOf(`baskets?minBaskets=1&within=customer&limit=3${cursor}`)) as {
        items: unknown[];
        nextCursor?: string;
      };
      found.push(...page.items);
      cursor = page.nextCursor === undefined ? '' : `&cursor=${page.nextCursor}`;
    } while (cursor !== '');
    const { items } = (await service.answerOf('baskets?minBaskets=1&within=customer')) as {
      items: unknown[];
    };
    expect(found).toEqual(items);
    expect((await service.get('baskets?cursor=x')).statusCode).toBe(422);
  });
});

describe('what is documented', () => {
  it.each([
    ['distributions', '?of=order'],
    ['distributions', '?asOf=2023-12-31'],
    ['baskets', '?minBaskets=1&limit=1'],
  ])('is what is answered by %s%s', async (path, query) => {
    expect(await service.misfits(path, `${path}${query}`)).toEqual([]);
  });
});
