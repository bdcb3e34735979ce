import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { customersContext } from '../../customers/customers.module.js';
import { dealsContext } from '../../deals/deals.module.js';
import { ordersContext } from '../../orders/orders.module.js';
import { type RunningService, startService, TODAY } from '../testing/running-service.js';

let service: RunningService;
let anna: string;
let bo: string;

beforeAll(async () => {
  service = await startService([customersContext, dealsContext, ordersContext]);
  anna = await service.send('customers', '2024-01-01', { kind: 'person', name: '=Anna', region: 'North' });
  bo = await service.send('customers', '2024-01-01', { kind: 'organisation', name: 'Bo' });
  await dealsHappen();
}, 60_000);

afterAll(() => service.stop());

/** Won by Ada for Bo; won by Ada for Anna after 20 days; lost by Cy after 40; two open, one with nobody. */
async function dealsHappen(): Promise<void> {
  const open = (day: string, body: object) => service.send('deals', day, { currency: 'EUR', ...body });
  const ada = { owner: 'Ada', product: 'pen' };
  const one = await open('2024-01-01', { ...ada, customerId: bo, amount: 10_000 });
  await service.send(`deals/${one}/win`, '2024-01-11', { bookOrder: false });
  const two = await open('2024-03-01', { ...ada, customerId: anna, amount: 4_000 });
  await service.send(`deals/${two}/win`, '2024-03-21', { amount: 5_001, bookOrder: false });
  const three = await open('2024-03-01', { owner: 'Cy', customerId: bo, amount: 700 });
  await service.send(`deals/${three}/loss`, '2024-04-10', { reason: 'price' });
  const four = await open('2024-05-01', { owner: 'Cy', amount: 1_005 });
  await service.send(`deals/${four}/owner`, '2024-06-02', { owner: 'Ada' });
  await service.send(`deals/${four}/stage`, '2024-06-01', { stage: 'proposal' });
  await open('2024-06-10', { customerId: anna, amount: 10, stage: 'negotiation' });
}

describe('GET /v1/analytics/sales', () => {
  const none = { mean: null, median: null };

  it('gives owners, the highest revenue first', async () => {
    expect(await service.answerOf('sales?groupBy=owner')).toEqual({
      groupBy: 'owner',
      from: null,
      to: null,
      asOf: TODAY,
      timeZone: 'UTC',
      logPosition: service.position(),
      groups: [
        {
          key: 'Ada',
          opened: 3,
          won: 2,
          lost: 0,
          open: 1,
          winRate: 1,
          revenue: 15_001,
          meanDeal: 7501,
          daysToClose: { won: { mean: 15, median: 15 }, lost: none },
          currency: 'EUR',
        },
        {
          key: 'Cy',
          opened: 1,
          won: 0,
          lost: 1,
          open: 0,
          winRate: 0,
          revenue: 0,
          meanDeal: null,
          daysToClose: { won: none, lost: { mean: 40, median: 40 } },
          currency: 'EUR',
        },
        {
          key: null,
          opened: 1,
          won: 0,
          lost: 0,
          open: 1,
          winRate: null,
          revenue: 0,
          meanDeal: null,
          daysToClose: { won: none, lost: none },
          currency: 'EUR',
        },
      ],
      totals: [
        {
          opened: 5,
          won: 2,
          lost: 1,
          open: 2,
          winRate: 0.6667,
          revenue: 15_001,
          meanDeal: 7501,
          daysToClose: { won: { mean: 15, median: 15 }, lost: { mean: 40, median: 40 } },
          currency: 'EUR',
        },
      ],
    });
  });

  const groups = async (query: string): Promise<unknown[][]> => {
    const answer = (await service.answerOf(`sales?${query}`)) as {
      groups: { key: string | null; name?: string; opened: number; won: number; revenue: number }[];
    };
    return answer.groups.map(({ key, name, opened, won, revenue }) => [name ?? key, opened, won, revenue]);
  };

  it('gives quarters by when deals were opened and closed, products, and customers by name', async () => {
    expect(await groups('groupBy=quarter')).toEqual([
      ['2024Q1', 3, 2, 15_001],
      ['2024Q2', 2, 0, 0],
    ]);
    expect(await groups('groupBy=product')).toEqual([
      ['pen', 2, 2, 15_001],
      [null, 3, 0, 0],
    ]);
    expect(await groups('groupBy=customer')).toEqual([
      ['Bo', 2, 1, 10_000],
      ['=Anna', 2, 1, 5_001],
      [null, 1, 0, 0],
    ]);
  });

  it('takes deals and their owners as of the day', async () => {
    expect(await groups('groupBy=owner&asOf=2024-03-20')).toEqual([
      ['Ada', 2, 1, 10_000],
      ['Cy', 1, 0, 0],
    ]);
    expect(await groups('groupBy=owner&asOf=2024-06-01')).toEqual([
      ['Ada', 2, 2, 15_001],
      ['Cy', 2, 0, 0],
    ]);
  });
});

describe('GET /v1/analytics/pipeline', () => {
  it('gives the open deals of each configured stage, each amount weighted by its chance', async () => {
    expect(await service.answerOf('pipeline')).toEqual({
      asOf: TODAY,
      timeZone: 'UTC',
      logPosition: service.position(),
      groupBy: 'stage',
      from: null,
      to: null,
      groups: [
        { key: 'prospecting', deals: 0, amount: 0, weighted: 0, currency: 'EUR' },
        { key: 'engaging', deals: 0, amount: 0, weighted: 0, currency: 'EUR' },
        { key: 'proposal', deals: 1, amount: 1005, weighted: 503, currency: 'EUR' },
        { key: 'negotiation', deals: 1, amount: 10, weighted: 8, currency: 'EUR' },
      ],
      totals: [{ deals: 2, amount: 1015, weighted: 511, currency: 'EUR' }],
    });
    expect(await service.answerOf('pipeline?asOf=2024-03-10')).toMatchObject({
      groups: [{ key: 'prospecting', deals: 2, amount: 4700, weighted: 470 }, {}, {}, {}],
    });
  });
});

describe('GET /v1/analytics/pipeline by what else there is to tell', () => {
  interface Pipeline {
    readonly groups: readonly { key: string | null; deals: number; amount: number; weighted: number }[];
    readonly totals: readonly { deals: number; amount: number; weighted: number }[];
  }
  const pipeline = async (query: string) => (await service.answerOf(`pipeline?${query}`)) as Pipeline;

  it('groups open deals by owner, customer or the month of opening, and adds up to the stages', async () => {
    expect((await pipeline('groupBy=owner')).groups).toEqual([
      { key: 'Ada', deals: 1, amount: 1005, weighted: 503, currency: 'EUR' },
      { key: null, deals: 1, amount: 10, weighted: 8, currency: 'EUR' },
    ]);
    expect(await pipeline('groupBy=customer')).toMatchObject({
      groups: [
        { key: null, deals: 1 },
        { key: anna, name: '=Anna', deals: 1, amount: 10 },
      ],
    });
    expect((await pipeline('groupBy=month')).groups.map(({ key }) => key)).toEqual(['2024-05', '2024-06']);
    const { totals } = await pipeline('');
    for (const groupBy of ['owner', 'customer', 'month', 'region', 'segment'])
      expect([groupBy, (await pipeline(`groupBy=${groupBy}`)).totals]).toEqual([groupBy, totals]);
  });

  it('takes the deals opened from one day to another', async () => {
    const may = await pipeline('from=2024-05-01&to=2024-05-31');
    expect(may).toMatchObject({ from: '2024-05-01', to: '2024-05-31', totals: [{ deals: 1, amount: 1005 }] });
    expect(await pipeline('from=2024-06-01')).toMatchObject({ totals: [{ deals: 1, amount: 10 }] });
    expect((await service.get('pipeline?from=2024-06-01&to=2024-05-01')).json()).toMatchObject({
      code: 'range-reversed',
    });
  });
});

describe('deals in two currencies', () => {
  it('are reported each by itself, and never added up', async () => {
    const other = await startService([customersContext, dealsContext, ordersContext]);
    try {
      for (const [currency, amount] of [
        ['USD', 700],
        ['EUR', 300],
        ['USD', 50],
      ] as const)
        await other.send('deals', '2024-01-01', { currency, amount, owner: 'Ada' });
      expect(await other.answerOf('sales?groupBy=owner')).toMatchObject({
        groups: [
          { key: 'Ada', opened: 1, currency: 'EUR' },
          { key: 'Ada', opened: 2, currency: 'USD' },
        ],
        totals: [
          { opened: 1, currency: 'EUR' },
          { opened: 2, currency: 'USD' },
        ],
      });
      const { groups, totals } = (await other.answerOf('pipeline')) as Record<string, object[]>;
      expect(totals).toMatchObject([
        { deals: 1, amount: 300, currency: 'EUR' },
        { deals: 2, amount: 750, currency: 'USD' },
      ]);
      expect(groups).toHaveLength(8);
      expect(await other.answerOf('pipeline?currency=USD')).toMatchObject({ totals: [{ amount: 750 }] });
    } finally {
      await other.stop();
    }
  }, 60_000);
});

describe('analytics of deals as CSV', () => {
  it('gives the same rows, formulas made harmless', async () => {
    const sales = await service.get('sales?groupBy=customer', 'text/csv');
    expect(sales.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'dossier-position': service.position(),
    });
    expect(sales.body.split('\r\n').slice(0, 3)).toEqual([
      'key,name,opened,won,lost,open,winRate,revenue,meanDeal,daysToClose.won.mean,daysToClose.won.median,daysToClose.lost.mean,daysToClose.lost.median,currency,change.won,change.lost,change.winRate,change.revenue,change.meanDeal',
      `${bo},Bo,2,1,1,0,0.5,10000,10000,10,10,40,40,EUR,,,,,`,
      `${anna},'=Anna,2,1,0,1,1,5001,5001,20,20,,,EUR,,,,,`,
    ]);
    expect((await service.get('pipeline', 'text/csv')).body).toContain('proposal,,1,1005,503,EUR\r\n');
  });
});

describe('what is asked wrongly of deals', () => {
  it.each(['sales', 'sales?groupBy=stage', 'sales?groupBy=owner&asOf=today', 'pipeline?groupBy=color'])(
    'is a 400: %s',
    async (path) => {
      expect(await service.refusalOf(path)).toEqual([
        400,
        expect.stringContaining('application/problem+json'),
      ]);
    },
  );
});

describe('what is documented of deals', () => {
  it.each([
    ['sales', '?groupBy=customer'],
    ['sales', '?groupBy=owner&asOf=2023-12-31'],
    ['pipeline', ''],
    ['pipeline', '?groupBy=customer'],
    ['pipeline', '?asOf=2023-12-31'],
  ])('is what is answered by %s%s', async (path, query) => {
    expect(await service.misfits(path, `${path}${query}`)).toEqual([]);
  });
});
