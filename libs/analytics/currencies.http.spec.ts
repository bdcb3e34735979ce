import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { customersContext } from '../customers/customers.module.js';
import { dealsContext } from '../deals/deals.module.js';
import { ordersContext } from '../orders/orders.module.js';
import { dayAfter } from './days.js';
import { type RunningService, startService, TODAY } from './testing/running-service.js';
import { randomOf, shopper } from './testing/shoppers.fixture.js';

/** As the models tell them: a fit can be made of these. */
const random = randomOf(14);
const regulars = Array.from({ length: 30 }, (_, at) =>
  shopper(random, { r: 0.8, alpha: 20, a: 0.8, b: 2.5 }, { p: 6, q: 4, v: 15 }, 180 - at),
).filter(({ frequency }) => frequency <= 12);
const REGULARS = regulars.length;

let service: RunningService;
const ids: Record<string, string> = {};
let everybody = '';

/** Many who buy in euros, some of them more than once; Ada, who buys in both currencies, and Bo, who buys in dollars alone. */
beforeAll(async () => {
  service = await startService([customersContext, dealsContext, ordersContext]);
  const register = async (name: string) => {
    ids[name] = await service.send('customers', '2023-06-01', { kind: 'person', name });
  };
  const order = (who: string, day: string, currency: string, amount: number) =>
    service.send('orders', day, {
      customerId: ids[who],
      currency,
      lines: [{ product: 'pen', amount, quantity: 1 }],
    });
  for (const [at, { frequency, recency, age, meanSpend }] of regulars.entries()) {
    await register(`regular-${at}`);
    for (let repeat = 0; repeat <= frequency; repeat += 1) {
      const since = repeat === 0 ? 0 : Math.round((recency * repeat) / frequency);
      await order(`regular-${at}`, dayAfter(TODAY, since - age), 'EUR', Math.round(meanSpend) * 100 + 100);
    }
  }
  for (const name of ['ada', 'bo', 'idle']) await register(name);
  await order('ada', '2024-02-01', 'EUR', 500_000);
  await order('ada', '2024-03-01', 'USD', 700);
  await order('bo', '2024-02-03', 'USD', 900);
  everybody = await service.send('analytics/segments', '2024-06-01', {
    name: 'everybody',
    anyOf: [{ allOf: [{ field: 'kind', in: ['person'] }] }],
  });
}, 240_000);

afterAll(() => service.stop());

interface Row {
  readonly currency: string | null;
}

const rowsOf = async (path: string, list: string): Promise<Row[]> =>
  ((await service.answerOf(path)) as Record<string, Row[]>)[list] ?? [];
const currenciesIn = (rows: readonly Row[]) => [...new Set(rows.map(({ currency }) => currency))];

describe('where customers buy in two currencies', () => {
  it('scores have a list for each, one after the other, also page by page', async () => {
    const all = await rowsOf('rfm?limit=1000', 'items');
    expect(all.slice(0, 1)).toMatchObject([{ name: 'ada', currency: 'EUR', net: 500_000 }]);
    expect(all.slice(-2)).toMatchObject([
      { name: 'bo', currency: 'USD', net: 900, scores: { monetary: 3 } },
      { name: 'ada', currency: 'USD', net: 700, scores: { monetary: 1 } },
    ]);
    expect(all).toHaveLength(REGULARS + 3);
    const paged: Row[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined;) {
      const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const page = (await service.answerOf(`rfm?limit=10${query}`)) as { items: Row[]; nextCursor?: string };
      paged.push(...page.items);
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(all);
  });

  it('segments and moves have figures of each', async () => {
    const segments = await rowsOf('segments', 'segments');
    expect(currenciesIn(segments)).toEqual(['EUR', 'USD']);
    expect(segments).toContainEqual({
      segment: 'new',
      customers: 0,
      share: 0,
      orders: 0,
      currency: 'USD',
      net: 0,
    });
    expect(currenciesIn(await rowsOf('segments/moves?from=2024-02-10', 'matrix'))).toEqual(['EUR', 'USD']);
    const moved = await rowsOf('segments/moves?from=2024-02-10&fromSegment=no-purchase&limit=1000', 'moved');
    expect(moved.filter(({ currency }) => currency === 'USD')).toMatchObject([{ name: 'ada', net: 700 }]);
  });

  it('an analyst’s segment has one membership, and spend in each', async () => {
    const { defined } = (await service.answerOf('segments')) as { defined: Row[] };
    expect(defined).toMatchObject([
      { segment: 'everybody', currency: 'EUR', customers: REGULARS + 3 },
      { segment: 'everybody', currency: 'USD', customers: REGULARS + 3, orders: 2, net: 1_600 },
    ]);
    const members = await service.answerOf(`segments/${everybody}/members?limit=1000`);
    expect(members).toMatchObject({
      count: REGULARS + 3,
      totals: [{ currency: 'EUR' }, { currency: 'USD', customers: 2, orders: 2, net: 1_600 }],
    });
    const { items } = members as { items: Row[] };
    expect(items.slice(-3)).toMatchObject([
      { name: 'bo', currency: 'USD', net: 900 },
      { name: 'ada', currency: 'USD', net: 700 },
      { name: 'idle', currency: null, orders: 0, net: 0 },
    ]);
    const moves = `segments/moves?from=2024-02-10&segment=everybody`;
    expect(await service.answerOf(moves)).toMatchObject({
      matrix: [{ fromSegment: 'everybody', toSegment: 'everybody', currency: null, customers: REGULARS + 3 }],
      moved: [],
    });
  });

  it('a drawing of cohorts has a triangle for each', async () => {
    const drawn = (await service.get('cohorts/heat-map.svg', 'image/svg+xml')).body;
    expect(drawn).toContain('by month of the first purchase, EUR');
    expect(drawn).toContain('by month of the first purchase, USD');
  });

  it('a fit is of the currency of most customers, and counts who is left out', async () => {
    const fits = 'models/lifetime-value/fits';
    const fit = await service.send(`analytics/${fits}`, '2024-06-30', { unit: 'days' });
    expect(await service.answerOf(`${fits}/${fit}`)).toMatchObject({
      currency: 'EUR',
      data: { customers: REGULARS + 1, leftOut: { customers: 1, orders: 2 } },
      warnings: expect.arrayContaining(['other-currencies-left-out']),
    });
  });

  it('a fit converts where that is asked for, and its predictions do', async () => {
    const fits = 'models/lifetime-value/fits';
    const missing = service.send(`analytics/${fits}`, '2024-06-30', { currency: 'EUR', convert: true });
    await expect(missing).rejects.toThrow(/USD and EUR on 2024-0[23]-0/);
    for (const day of ['2024-03-01', '2024-02-03'])
      await service.send('analytics/exchange-rates', '2024-06-01', {
        day,
        from: 'USD',
        to: 'EUR',
        rate: '0.5',
      });
    const fit = await service.send(`analytics/${fits}`, '2024-06-30', {
      unit: 'days',
      currency: 'EUR',
      convert: true,
      minPosition: service.position(),
    });
    expect(await service.answerOf(`${fits}/${fit}`)).toMatchObject({
      currency: 'EUR',
      converted: { to: 'EUR', from: ['USD'] },
      data: { customers: REGULARS + 2, leftOut: { customers: 0, orders: 0 } },
    });
    const historic = { prediction: { customerId: ids.ada, historicValue: Math.round(500_350 / 4) } };
    expect(await service.answerOf(`${fits}/${fit}/predictions/${ids.ada}`)).toMatchObject({
      ...historic,
      converted: { to: 'EUR' },
    });
    const ranked = await service.answerOf(`${fits}/${fit}/predictions?sort=-historicValue&limit=1`);
    expect(ranked).toMatchObject({ items: [historic.prediction], converted: { to: 'EUR' } });
  });
});

describe('what is documented of figures by currency', () => {
  it('is what is answered', async () => {
    expect(await service.misfits('rfm', 'rfm?limit=2')).toEqual([]);
    expect(await service.misfits('segments', 'segments')).toEqual([]);
    expect(await service.misfits('segments/moves', 'segments/moves?from=2024-02-10')).toEqual([]);
    const members = `segments/${everybody}/members`;
    expect(await service.misfits('segments/{id}/members', members)).toEqual([]);
    expect(await service.misfits('customers/{id}', `customers/${ids.ada}`)).toEqual([]);
    expect(await service.misfits('customers', 'customers')).toEqual([]);
  });
});
