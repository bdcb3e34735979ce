import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { customersContext } from '../../customers/customers.module.js';
import { dealsContext } from '../../deals/deals.module.js';
import { ordersContext } from '../../orders/orders.module.js';
import { dayAfter } from '../days.js';
import { type RunningService, startService, TODAY } from '../testing/running-service.js';
import { randomOf, shopper } from '../testing/shoppers.fixture.js';

/** As the models tell them: a fit can be made of these. */
const random = randomOf(14);
const regulars = Array.from({ length: 30 }, (_, at) =>
  shopper(random, { r: 0.8, alpha: 20, a: 0.8, b: 2.5 }, { p: 6, q: 4, v: 15 }, 180 - at),
).filter(({ frequency }) => frequency <= 12);

let service: RunningService;
const ids: Record<string, string> = {};
let northerners = '';
let fits = '';
let beforeMove = '';

/**
 * Regulars of the North and of the South in turns, who buy in euros; Ada of the North, a vip, who buys in dollars besides;
 * and Idle of the South, who buys nothing. Ada moves to the South at the end.
 */
beforeAll(async () => {
  service = await startService([customersContext, dealsContext, ordersContext]);
  const register = async (name: string, region: string, more: object = {}) => {
    const body = { kind: 'person', name, region, owner: `of-${region}`, ...more };
    ids[name] = await service.send('customers', '2023-06-01', body);
  };
  const order = (who: string, day: string, currency: string, amount: number) =>
    service.send('orders', day, {
      customerId: ids[who],
      currency,
      lines: [{ product: 'pen', amount, quantity: 1 }],
    });
  for (const [at, { frequency, recency, age, meanSpend }] of regulars.entries()) {
    const name = `regular-${at}`;
    await register(name, at % 2 === 0 ? 'North' : 'South');
    for (let repeat = 0; repeat <= frequency; repeat += 1) {
      const since = repeat === 0 ? 0 : Math.round((recency * repeat) / frequency);
      await order(name, dayAfter(TODAY, since - age), 'EUR', Math.round(meanSpend) * 100 + 100);
    }
  }
  await register('ada', 'North', { tags: ['vip'], source: 'fair' });
  await register('idle', 'South');
  await order('ada', '2023-09-01', 'EUR', 90_000);
  await order('ada', '2024-06-01', 'EUR', 10_000);
  await order('ada', '2024-06-02', 'USD', 4_000);
  await service.send('analytics/exchange-rates', '2024-06-03', {
    day: '2024-06-02',
    from: 'USD',
    to: 'EUR',
    rate: '0.5',
  });
  northerners = await service.send('analytics/segments', '2024-06-01', {
    name: 'northerners',
    anyOf: [{ allOf: [{ field: 'region', in: ['North'] }] }],
  });
  const fit = { unit: 'days', minPosition: service.position() };
  fits = `models/lifetime-value/fits/${await service.send('analytics/models/lifetime-value/fits', TODAY, fit)}`;
  beforeMove = service.position();
  await service.send(`customers/${ids.ada}/details`, TODAY, { region: 'South' });
}, 240_000);

afterAll(() => service.stop());

interface Item {
  readonly customerId: string;
  readonly currency?: string;
}

const listOf = async (path: string, list = 'items'): Promise<Item[]> => {
  const answer = (await service.answerOf(path)) as Record<string, Item[]>;
  return answer[list] ?? [];
};
const idsIn = (items: readonly Item[]) => items.map(({ customerId }) => customerId).sort();
const and = (path: string, query: string) => `${path}${path.includes('?') ? '&' : '?'}${query}`;

/** Each list of customers, the name of the list in its answer, and whether customers without an order are in it. */
const lists: readonly (readonly [name: string, path: () => string, list: string])[] = [
  ['figures', () => 'customers?currency=EUR&limit=200', 'items'],
  ['figures in another order', () => 'customers?currency=EUR&limit=200&sort=recency', 'items'],
  ['figures as of a day', () => 'customers?currency=EUR&limit=200&asOf=2024-05-01', 'items'],
  ['scores', () => 'rfm?currency=EUR&limit=200', 'items'],
  ['moves', () => 'segments/moves?currency=EUR&limit=200&from=2024-04-01', 'moved'],
  ['members of a segment', () => `segments/${northerners}/members?limit=200`, 'items'],
  ['stages', () => 'lifecycle/customers?currency=EUR&limit=200', 'items'],
  ['predictions', () => `${fits}/predictions?limit=200`, 'items'],
  ['predictions as of a day', () => `${fits}/predictions?limit=200&asOf=2024-05-01`, 'items'],
];

describe('filters of lists of customers', () => {
  it.each(lists)('leave those of %s that they let pass, in the same order', async (_, path, list) => {
    const all = await listOf(path(), list);
    const parts = [];
    for (const region of ['North', 'South']) parts.push(await listOf(and(path(), `region=${region}`), list));
    const [north = [], south = []] = parts;
    expect(north).toEqual(all.filter((each) => idsIn(north).includes(each.customerId)));
    expect(idsIn([...north, ...south])).toEqual(idsIn(all));
    expect(idsIn(await listOf(and(path(), 'owner=of-North'), list)).sort()).toEqual(
      idsIn(all.filter(({ customerId }) => idsIn(north).includes(customerId) || customerId === ids.ada)),
    );
    expect(await listOf(and(path(), 'region=West'), list)).toEqual([]);
    const refused = await service.get(and(path(), 'region='));
    expect(refused.json()).toMatchObject({ code: 'invalid-request', errors: [{ field: 'region' }] });
  });

  it.each(lists.filter(([name]) => name !== 'moves'))(
    'are by segment and cohort for %s, too',
    async (name, path, list) => {
      const all = idsIn(await listOf(path(), list));
      const asOf = /asOf=\S+/.exec(path())?.[0] ?? '';
      const loyal = idsIn(await listOf(`rfm?currency=EUR&segment=champions&limit=200&${asOf}`));
      expect(idsIn(await listOf(and(path(), 'segment=champions'), list))).toEqual(
        all.filter((id) => loyal.includes(id)),
      );
      const unknown = await service.get(and(path(), 'segment=nobody'));
      expect([name, unknown.json()]).toMatchObject([name, { code: 'unknown-segment' }]);
    },
  );

  it('find a tag, a source and an acquisition cohort', async () => {
    for (const filter of ['tag=vip', 'source=fair', 'cohort=2023-09'])
      for (const path of ['customers?currency=EUR', 'rfm?currency=EUR', `${fits}/predictions`])
        expect([path, filter, idsIn(await listOf(and(path, filter)))]).toEqual([path, filter, [ids.ada]]);
  });

  it.each([
    ['kind=company', 'kind'],
    ['cohort=2023', 'cohort'],
    ['cohort=2023-13', 'cohort'],
  ])('refuse what is no kind and no month: %s', async (query, field) => {
    const refused = await service.get(`rfm?${query}`);
    expect(refused.json()).toMatchObject({ code: 'invalid-request', errors: [{ field }] });
  });

  it('page through what is left', async () => {
    for (const path of ['customers?region=North', 'customers?region=North&sort=frequency']) {
      const all = await listOf(and(path, 'limit=200'));
      const paged: Item[] = [];
      for (let cursor: string | undefined = ''; cursor !== undefined;) {
        const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
        const page = (await service.answerOf(`${path}&limit=4${query}`)) as {
          items: Item[];
          nextCursor?: string;
        };
        paged.push(...page.items);
        cursor = page.nextCursor;
      }
      expect(paged).toEqual(all);
    }
    expect((await service.get('customers?region=North&cursor=x')).json()).toMatchObject({
      code: 'invalid-cursor',
    });
  });

  it('look at customers as they were known', async () => {
    const north = 'customers?currency=EUR&limit=200&region=North';
    expect(idsIn(await listOf(north))).not.toContain(ids.ada);
    expect(idsIn(await listOf(`${north}&knownAt=${beforeMove}`))).toContain(ids.ada);
    // A prediction knows what its fit knows.
    expect(idsIn(await listOf(`${fits}/predictions?limit=200&region=North`))).toContain(ids.ada);
  });
});

interface Counted {
  readonly segments: readonly { segment: string; customers: number; share: number; net: number }[];
  readonly defined: readonly { segment: string; customers: number; share: number }[];
}

describe('filters of segments', () => {
  const counted = async (query: string) =>
    (await service.answerOf(`segments?currency=EUR&${query}`)) as Counted;

  it('count whom they let pass, by the scores that they have among all', async () => {
    const [all, north, south] = [
      await counted(''),
      await counted('region=North'),
      await counted('region=South'),
    ];
    for (const [at, { segment, customers, net }] of all.segments.entries()) {
      const [one, other] = [north.segments[at], south.segments[at]];
      expect([segment, one?.segment, other?.segment]).toEqual([segment, segment, segment]);
      expect((one?.customers ?? 0) + (other?.customers ?? 0)).toBe(customers);
      expect((one?.net ?? 0) + (other?.net ?? 0)).toBe(net);
    }
    expect(north.segments.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 3);
    expect(north.defined).toMatchObject([{ segment: 'northerners', share: 1 }]);
    expect(south.defined).toMatchObject([{ segment: 'northerners', customers: 0 }]);
    const members = await counted(`segment=${northerners}`);
    expect(members.segments).toEqual(north.segments);
  });

  it('count moves that add up, and those of one segment alone', async () => {
    interface Moves {
      matrix: { fromSegment: string; toSegment: string; customers: number }[];
      moved: { fromSegment: string; toSegment: string }[];
    }
    const moves = async (query: string) =>
      (await service.answerOf(`segments/moves?currency=EUR&from=2024-04-01&limit=200&${query}`)) as Moves;
    const sumOf = ({ matrix }: Moves) => matrix.reduce((sum, { customers }) => sum + customers, 0);
    const all = await moves('');
    expect(sumOf(await moves('region=North')) + sumOf(await moves('region=South'))).toBe(sumOf(all));
    const isOf = (each: { fromSegment: string; toSegment: string }) =>
      [each.fromSegment, each.toSegment].includes('champions');
    const champions = await moves('segment=champions');
    expect(champions.matrix).toEqual(all.matrix.filter(isOf));
    expect(champions.moved).toEqual(all.moved.filter(isOf));
    expect(champions.moved.length).toBeGreaterThan(0);
  });
});

describe('what customers bought from one day to another', () => {
  interface Figures {
    readonly items: readonly { customerId: string; spend: { net: number }; frequency: object }[];
  }
  const figures = async (query: string) =>
    (await service.answerOf(`customers?currency=EUR&limit=200&${query}`)) as Figures;
  const netOf = ({ items }: Figures) => items.reduce((sum, { spend }) => sum + spend.net, 0);

  it('adds up to what the report of purchases says of the days', async () => {
    const { totals } = (await service.answerOf(
      'purchases?groupBy=region&currency=EUR&from=2024-05-01&to=2024-05-31',
    )) as { totals: { net: number }[] };
    const may = await figures('from=2024-05-01&to=2024-05-31');
    expect(netOf(may)).toBe(totals[0]?.net);
    expect(may).toMatchObject({ from: '2024-05-01', to: '2024-05-31', asOf: TODAY });
    expect(netOf(await figures('to=2024-04-30')) + netOf(may) + netOf(await figures('from=2024-06-01'))).toBe(
      netOf(await figures('')),
    );
  });

  it('refuses days the wrong way round', async () => {
    const refused = await service.get('customers?from=2024-05-02&to=2024-05-01');
    expect(refused.json()).toMatchObject({ code: 'range-reversed' });
  });

  it('is converted where that is asked for', async () => {
    const best = await service.answerOf('customers?tag=vip&currency=EUR&convert=true');
    const spend = { currency: 'EUR', net: 102_000 };
    expect(best).toMatchObject({
      converted: { to: 'EUR', from: ['USD'] },
      items: [{ customerId: ids.ada, frequency: { orders: 3 }, spend }],
    });
    expect(await service.answerOf(`customers/${ids.ada}?currency=EUR&convert=true`)).toMatchObject({
      converted: { to: 'EUR', from: ['USD'] },
      byCurrency: [{ frequency: { orders: 3 }, spend }],
    });
    expect((await service.get('customers?convert=true')).json()).toMatchObject({ code: 'currency-required' });
    expect(await service.answerOf(`customers/${ids.idle}?currency=EUR&convert=true`)).toMatchObject({
      byCurrency: [{ spend: { net: 0 } }],
    });
  });
});

describe('totals of predictions', () => {
  interface Totals {
    readonly groups: readonly { key: string; customers: number; predictedValue: number }[];
    readonly total: { customers: number; predictedValue: number };
  }
  const totals = async (query: string) => (await service.answerOf(`${fits}/totals?${query}`)) as Totals;

  it.each(['region', 'owner', 'source', 'kind', 'segment', 'cohort'])('add up by %s', async (groupBy) => {
    const { groups, total } = await totals(`groupBy=${groupBy}`);
    expect(groups.reduce((sum, { customers }) => sum + customers, 0)).toBe(total.customers);
    expect(groups.reduce((sum, { predictedValue }) => sum + predictedValue, 0)).toBe(total.predictedValue);
  });

  it('are of those whom the filters let pass', async () => {
    const { groups } = await totals('groupBy=region');
    expect(groups.map(({ key }) => key)).toEqual(['North', 'South']);
    for (const { key, ...figures } of groups) expect((await totals(`region=${key}`)).total).toEqual(figures);
    const quarters = await totals('period=quarter&cohort=2023-09');
    expect(quarters).toMatchObject({ groups: [{ key: '2023Q3', customers: 1 }], total: { customers: 1 } });
  });
});

describe('months of the lifecycle', () => {
  interface Months {
    readonly from: string | null;
    readonly to: string | null;
    readonly months: readonly { month: string; until: string }[];
  }
  const lifecycle = async (query: string) => (await service.answerOf(`lifecycle?${query}`)) as Months;

  it('are those from one day to another', async () => {
    const all = await lifecycle('');
    const some = await lifecycle('from=2024-02-01&to=2024-04-15');
    expect(some).toMatchObject({ from: '2024-02-01', to: '2024-04-15' });
    expect(some.months.map(({ until }) => until)).toEqual(['2024-02-29', '2024-03-31', '2024-04-15']);
    expect(some.months.slice(0, 2)).toEqual(all.months.filter(({ month }) => /2024-0[23]/.test(month)));
    const later = await lifecycle('from=2024-06-01&to=2024-12-31');
    expect(later.months.map(({ until }) => until)).toEqual([TODAY]);
  });

  it('are none, or those asked for, where the filters let nobody pass', async () => {
    expect((await lifecycle('region=Nowhere')).months).toEqual([]);
    const nothing = { potential: 0, active: 0, churned: 0, churnRate: null };
    expect((await lifecycle('region=Nowhere&from=2024-06-01')).months).toMatchObject([
      { month: '2024-06', ...nothing },
    ]);
  });

  it('are refused the wrong way round', async () => {
    const refused = await service.get('lifecycle?from=2024-05-02&to=2024-05-01');
    expect(refused.json()).toMatchObject({ code: 'range-reversed' });
  });
});

describe('what is documented of filtered answers', () => {
  it.each([
    ['customers', 'customers?region=North&limit=2'],
    ['customers', 'customers?limit=2'],
    ['lifecycle', 'lifecycle?from=2024-06-01&to=2024-06-30'],
  ])('is what is answered by %s: %s', async (route, path) => {
    expect(await service.misfits(route, path)).toEqual([]);
  });

  it('is what predictions and totals answer', async () => {
    const route = 'models/lifetime-value/fits/{id}';
    expect(await service.misfits(`${route}/totals`, `${fits}/totals?groupBy=region`)).toEqual([]);
    expect(await service.misfits(`${route}/predictions`, `${fits}/predictions?region=North`)).toEqual([]);
  });
});
