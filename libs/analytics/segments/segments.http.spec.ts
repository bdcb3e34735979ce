import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { customersContext } from '../../customers/customers.module.js';
import { dealsContext } from '../../deals/deals.module.js';
import { ordersContext } from '../../orders/orders.module.js';
import { type RunningService, startService, TODAY } from '../testing/running-service.js';

let service: RunningService;
const ids: Record<string, string> = {};
let beforeLate = '';

/** Five buyers, each later, more often and for more than the one before; one customer who never buys. */
beforeAll(async () => {
  service = await startService([customersContext, dealsContext, ordersContext]);
  const order = (who: string, day: string, amount: number) =>
    service.send('orders', day, {
      customerId: ids[who],
      currency: 'EUR',
      lines: [{ product: 'pen', amount, quantity: 2 }],
    });
  for (const [at, who] of ['ada', 'bea', 'cy', 'dan', 'eve', 'idle'].entries()) {
    const body = { kind: 'person', name: who, ...(who === 'eve' ? { tags: ['vip'] } : {}) };
    ids[who] = await service.send('customers', '2023-06-01', body);
    if (who === 'idle') continue;
    for (let n = 0; n <= at; n += 1) await order(who, `2024-0${at + 1}-0${n + 1}`, 1_000 * (at + 1));
  }
  beforeLate = service.position();
  // Recorded last, and happened long ago.
  await order('ada', '2023-07-01', 99_000);
}, 120_000);

afterAll(() => service.stop());

interface Rfm {
  items: { name: string; segment: string; scores: object; net: number }[];
  nextCursor?: string;
}

const rfm = (query: string) => service.answerOf(`rfm?${query}`) as Promise<Rfm>;
const segmentsOf = async (query: string) =>
  Object.fromEntries((await rfm(query)).items.map(({ name, segment }) => [name, segment]));

describe('GET /v1/analytics/rfm', () => {
  it('scores and names customers with an order, the highest spend first', async () => {
    const answer = await rfm('');
    expect(answer).toMatchObject({ asOf: TODAY, timeZone: 'UTC', logPosition: service.position(), count: 5 });
    expect(answer.items[0]).toMatchObject({
      name: 'ada',
      net: 100_000,
      scores: { recency: 1, frequency: 1, monetary: 5 },
    });
    expect(await segmentsOf('')).toEqual({
      ada: 'lost',
      bea: 'hibernating',
      cy: 'potential',
      dan: 'loyal',
      eve: 'champions',
    });
  });

  it('says what would have been said before a late record was in', async () => {
    const before = await rfm(`knownAt=${beforeLate}`);
    expect(before.items.find(({ name }) => name === 'ada')).toMatchObject({
      net: 1_000,
      scores: { monetary: 1 },
    });
    expect(await rfm('knownAt=2000-01-01T00:00Z')).toMatchObject({ count: 0, logPosition: null });
  });

  it('pages through customers, and through the members of a segment', async () => {
    const first = await rfm('limit=2');
    expect(first.items.map(({ name }) => name)).toEqual(['ada', 'eve']);
    const second = await rfm(`limit=3&cursor=${first.nextCursor}`);
    expect(second.items.map(({ name }) => name)).toEqual(['dan', 'cy', 'bea']);
    expect(second.nextCursor).toBeUndefined();
    expect(await rfm('segment=loyal')).toMatchObject({ count: 1, items: [{ name: 'dan' }] });
    expect((await service.get('rfm?segment=nobody')).json()).toMatchObject({ code: 'unknown-segment' });
    expect((await service.get('rfm?cursor=x')).statusCode).toBe(422);
  });
});

describe('GET /v1/analytics/segments', () => {
  it('counts every segment, empty ones too, as of any day', async () => {
    expect(await service.answerOf('segments?asOf=2024-01-31&scheme=thresholds')).toMatchObject({
      scheme: 'thresholds',
      segments: [
        { segment: 'high-value', customers: 0 },
        { segment: 'potential', customers: 1, share: 1, orders: 2, net: 100_000 },
        { segment: 'churn-risk', customers: 0 },
      ],
    });
  });

  it('tells who moved from where to where', async () => {
    const moves = await service.answerOf('segments/moves?scheme=thresholds&from=2024-03-31');
    expect(moves).toMatchObject({
      matrix: [
        { fromSegment: 'churn-risk', toSegment: 'churn-risk', customers: 2 },
        { fromSegment: 'no-purchase', toSegment: 'churn-risk', customers: 2 },
        { fromSegment: 'potential', toSegment: 'churn-risk', customers: 1 },
      ],
    });
    const left = await service.answerOf(
      'segments/moves?scheme=thresholds&from=2024-03-31&fromSegment=potential',
    );
    expect(left).toMatchObject({ moved: [{ name: 'cy' }] });
  });
});

describe('GET /v1/analytics/lifecycle', () => {
  it('counts the stages at the end of each month, and who churned and came back', async () => {
    const answer = (await service.answerOf('lifecycle?from=2023-12-01')) as { months: object[] };
    expect(answer.months.length).toBe(7);
    expect(answer.months.slice(0, 2)).toMatchObject([
      // Ada bought on 1 July: 183 days of silence.
      { month: '2023-12', potential: 5, churned: 1, churnedInMonth: 1, churnRate: 1, winBackRate: null },
      { month: '2024-01', potential: 5, wonBack: 1, churned: 0, wonBackInMonth: 1, winBackRate: 1 },
    ]);
  });

  it('lists customers in a stage', async () => {
    const answer = await service.answerOf('lifecycle/customers?stage=potential');
    expect(answer).toMatchObject({ items: [{ name: 'idle', stage: 'potential', lastOrder: null }] });
  });

  it('takes customers alone that the filters let pass, and orders in one currency', async () => {
    const namesOf = async (query: string) => {
      const answer = await service.answerOf(`lifecycle/customers?${query}`);
      return (answer as { items: { name: string }[] }).items.map(({ name }) => name);
    };
    expect(await namesOf('tag=vip')).toEqual(['eve']);
    expect(await namesOf('segment=loyal')).toEqual(['dan']);
    expect(await namesOf('cohort=2024-02')).toEqual(['bea']);
    expect(await namesOf('currency=USD&stage=potential')).toHaveLength(6);
    const { months } = (await service.answerOf('lifecycle?from=2024-06-01&tag=vip')) as { months: object[] };
    expect(months).toMatchObject([{ potential: 0, active: 1, atRisk: 0, churned: 0 }]);
    expect((await service.get('lifecycle?segment=nobody')).json()).toMatchObject({ code: 'unknown-segment' });
  });
});

describe('reports as lines of JSON', () => {
  const linesOf = async (path: string) => {
    const answer = await service.get(path, 'application/x-ndjson');
    expect(answer.headers).toMatchObject({
      'content-type': 'application/x-ndjson; charset=utf-8',
      'dossier-position': service.position(),
    });
    return answer.body
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
  };

  it('are the rows of the tables, whole', async () => {
    expect(await linesOf('rfm')).toEqual((await rfm('')).items);
    expect(await linesOf('rfm?limit=2')).toEqual((await rfm('limit=2')).items);
    const { groups } = (await service.answerOf('purchases?groupBy=month')) as { groups: unknown[] };
    expect(await linesOf('purchases?groupBy=month')).toEqual(groups);
    const { moved } = (await service.answerOf('segments/moves?from=2024-03-31')) as { moved: unknown[] };
    expect(await linesOf('segments/moves?from=2024-03-31')).toEqual(moved);
  });
});

describe('GET /v1/analytics/purchases by what customers are', () => {
  it('groups by two dimensions and filters by a third', async () => {
    const answer = await service.answerOf('purchases?groupBy=tag&thenBy=month&category=none');
    expect(answer).toMatchObject({ groups: [] });
    expect(await service.answerOf('purchases?groupBy=tag&thenBy=month&tag=vip')).toMatchObject({
      groups: [{ key: 'vip', thenKey: '2024-05', orders: 5, units: 10, net: 25_000 }],
    });
    expect(await service.answerOf('purchases?groupBy=segment&segment=champions')).toMatchObject({
      groups: [{ key: 'champions', customers: 1, orders: 5 }],
    });
  });

  it('has rows for periods without a purchase when asked for', async () => {
    const query = 'purchases?groupBy=week&from=2024-01-01&to=2024-01-28';
    expect(await service.answerOf(`${query}&emptyPeriods=true`)).toMatchObject({
      groups: [
        { key: '2024-W01', orders: 1 },
        { key: '2024-W02', orders: 0 },
        { key: '2024-W03', orders: 0 },
        { key: '2024-W04', orders: 0 },
      ],
    });
    expect(await service.answerOf(query)).toMatchObject({ groups: [{ key: '2024-W01' }] });
  });
});

describe('what is documented of segments and stages', () => {
  it.each([
    ['rfm', '?limit=1'],
    ['segments', ''],
    ['segments/moves', '?from=2024-03-31'],
    ['lifecycle', ''],
    ['lifecycle/customers', '?limit=2'],
  ])('is what is answered by %s%s', async (path, query) => {
    expect(await service.misfits(path, `${path}${query}`)).toEqual([]);
  });
});
