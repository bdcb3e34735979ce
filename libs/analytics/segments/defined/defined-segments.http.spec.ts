import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { customersContext } from '../../../customers/customers.module.js';
import { dealsContext } from '../../../deals/deals.module.js';
import { ordersContext } from '../../../orders/orders.module.js';
import { type RunningService, startService, TODAY } from '../../testing/running-service.js';
import { type SegmentCondition, type SegmentDefinition } from './segment-conditions.js';

let service: RunningService;
const ids: Record<string, string> = {};
let regulars = '';
let asDefined = '';

const define = (name: string, allOf: readonly SegmentCondition[], over: Partial<SegmentDefinition> = {}) =>
  service.send('analytics/segments', '2024-06-01', { name, anyOf: [{ allOf }], ...over });

/** Ada and Bea live in the North, Cy in the South; Dan never buys. Ada consents to e-mails, Bea to news until April. */
beforeAll(async () => {
  service = await startService([customersContext, dealsContext, ordersContext]);
  const region = { ada: 'North', bea: 'North', cy: 'South', dan: 'North' };
  for (const who of ['ada', 'bea', 'cy', 'dan'] as const)
    ids[who] = await service.send('customers', '2024-01-01', {
      kind: 'person',
      name: who,
      region: region[who],
    });
  const order = (who: string, day: string, product: string, amount: number, currency = 'EUR') =>
    service.send('orders', day, {
      customerId: ids[who],
      currency,
      lines: [{ product, amount, quantity: 1 }],
    });
  await order('ada', '2024-02-01', 'pen', 1_000);
  await order('ada', '2024-03-01', 'ink', 2_000);
  await order('bea', '2024-03-05', 'pen', 500);
  await order('cy', '2024-04-01', 'pen', 9_000);
  await order('cy', '2024-04-02', 'ink', 700, 'USD');
  await service.send(`customers/${ids.ada}/consents`, '2024-02-10', { purpose: 'news', channel: 'e-mail' });
  await service.send(`customers/${ids.bea}/consents`, '2024-02-10', {
    purpose: 'news',
    expiresAt: '2024-04-01T00:00:00Z',
  });
  regulars = await define('northern-buyers', [
    { field: 'region', in: ['North'] },
    { field: 'orders', min: 1 },
  ]);
  asDefined = service.position();
}, 120_000);

afterAll(() => service.stop());

interface Members {
  readonly items: readonly { readonly name: string }[];
  readonly count: number;
  readonly nextCursor?: string;
}

const membersOf = (id: string, query = '') =>
  service.answerOf(`segments/${id}/members?currency=EUR&${query}`) as Promise<Members>;
const namesOf = async (id: string, query = '') => (await membersOf(id, query)).items.map(({ name }) => name);

describe('a segment that an analyst defined', () => {
  it('has members, a count and their spend', async () => {
    expect(await membersOf(regulars)).toEqual({
      segment: 'northern-buyers',
      revision: 0,
      asOf: TODAY,
      timeZone: 'UTC',
      logPosition: service.position(),
      count: 2,
      totals: [{ currency: 'EUR', customers: 2, orders: 3, net: 3_500 }],
      items: [
        { customerId: ids.ada, name: 'ada', orders: 2, currency: 'EUR', net: 3_000, lastOrder: '2024-03-01' },
        { customerId: ids.bea, name: 'bea', orders: 1, currency: 'EUR', net: 500, lastOrder: '2024-03-05' },
      ],
    });
  });

  it('is live the same as of today', async () => {
    expect(await membersOf(regulars, `asOf=${TODAY}`)).toEqual(await membersOf(regulars));
  });

  it('is evaluated as of any day, by the newest definition', async () => {
    expect(await namesOf(regulars, 'asOf=2024-02-29')).toEqual(['ada']);
    expect(await namesOf(regulars, 'asOf=2024-01-15')).toEqual([]);
  });

  it('pages', async () => {
    const first = await membersOf(regulars, 'limit=1');
    expect(first).toMatchObject({ count: 2, items: [{ name: 'ada' }] });
    expect(await namesOf(regulars, `limit=1&cursor=${first.nextCursor}`)).toEqual(['bea']);
  });

  it.each<[string, SegmentCondition[], string[]]>([
    ['consent', [{ field: 'consent', in: ['news/e-mail'] }], ['ada']],
    ['no consent', [{ field: 'consent', notIn: ['news/e-mail'] }], ['cy', 'bea', 'dan']],
    [
      'a product',
      [
        { field: 'product', in: ['ink'] },
        { field: 'region', in: ['North'] },
      ],
      ['ada'],
    ],
    [
      'an amount',
      [
        { field: 'net', max: 3_000 },
        { field: 'net', min: 1 },
      ],
      ['ada', 'bea'],
    ],
    ['the last order', [{ field: 'daysSinceLastOrder', max: 95 }], ['cy']],
    ['no order at all', [{ field: 'orders', max: 0 }], ['dan']],
    ['a score', [{ field: 'monetaryScore', min: 4 }], ['cy']],
    [
      'an RFM segment',
      [
        { field: 'rfmSegment', notIn: ['champions'] },
        { field: 'orders', min: 2 },
      ],
      ['ada'],
    ],
    ['the first month', [{ field: 'cohort', in: ['2024-03'] }], ['bea']],
  ])('tells by %s', async (what, conditions, expected) => {
    const id = await define(`by-${what.toLowerCase().replaceAll(/\W+/g, '-')}`, conditions, {
      currency: 'EUR',
    });
    expect(await namesOf(id)).toEqual(expected);
  });

  it('leaves out whose consent has ended, on the day that it ended', async () => {
    const id = await define('reachable', [{ field: 'consent', in: ['news/e-mail'] }]);
    expect(await namesOf(id, 'asOf=2024-03-31')).toEqual(['ada', 'bea']);
    expect(await namesOf(id, 'asOf=2024-04-01')).toEqual(['ada']);
  });

  it('is in the reports that take a segment, by its name or its id', async () => {
    for (const segment of ['northern-buyers', regulars]) {
      const report = await service.answerOf(`purchases?groupBy=product&currency=EUR&segment=${segment}`);
      expect(report).toMatchObject({ totals: [{ customers: 2, orders: 3, net: 3_500 }] });
      const rfm = (await service.answerOf(`rfm?currency=EUR&segment=${segment}`)) as Members;
      expect(rfm.items.map(({ name }) => name)).toEqual(['ada', 'bea']);
    }
    const grouped = await service.answerOf('purchases?groupBy=segment&currency=EUR&segment=northern-buyers');
    expect(grouped).toMatchObject({ groups: [{ key: 'northern-buyers', customers: 2 }] });
    expect((await service.get('purchases?groupBy=month&segment=nobody')).json()).toMatchObject({
      code: 'unknown-segment',
    });
  });

  it('is among the segments, with customers and spend', async () => {
    const answer = (await service.answerOf('segments?currency=EUR')) as { defined: object[] };
    expect(answer.defined).toContainEqual({
      id: regulars,
      segment: 'northern-buyers',
      customers: 2,
      share: 0.5,
      orders: 3,
      currency: 'EUR',
      net: 3_500,
    });
  });

  it('says who came in, who left and who stayed', async () => {
    const lately = await define('lately', [{ field: 'daysSinceLastOrder', max: 31 }]);
    const moves = await service.answerOf(
      `segments/moves?from=2024-03-02&asOf=2024-04-02&currency=EUR&segment=${lately}`,
    );
    expect(moves).toMatchObject({
      matrix: [
        { fromSegment: null, toSegment: 'lately', customers: 2 },
        { fromSegment: 'lately', toSegment: null, customers: 1 },
      ],
      moved: [
        { name: 'cy', fromSegment: null, toSegment: 'lately' },
        { name: 'ada', fromSegment: 'lately', toSegment: null },
        { name: 'bea', fromSegment: null, toSegment: 'lately' },
      ],
    });
  });

  it('answers as documented', async () => {
    expect(await service.misfits('segments/{id}', `segments/${regulars}`)).toEqual([]);
    expect(await service.misfits('segments/definitions', 'segments/definitions')).toEqual([]);
    const members = `segments/${regulars}/members`;
    expect(await service.misfits('segments/{id}/members', `${members}?currency=EUR`)).toEqual([]);
  });
});

describe('the history of a segment', () => {
  it('says who changed what; as known before, the segment is as it was', async () => {
    await service.send(`analytics/segments/${regulars}/change`, '2024-06-02', {
      anyOf: [{ allOf: [{ field: 'region', in: ['South'] }] }],
    });
    expect(await namesOf(regulars)).toEqual(['cy']);
    expect(await namesOf(regulars, `knownAt=${asDefined}`)).toEqual(['ada', 'bea']);
    await service.send(`analytics/segments/${regulars}/retire`, '2024-06-03', { reason: 'done' });
    expect((await service.get(`segments/${regulars}/members`)).json()).toMatchObject({
      code: 'segment-retired',
    });
    expect((await service.get(`rfm?segment=northern-buyers&currency=EUR`)).statusCode).toBe(422);
    expect(await namesOf(regulars, `knownAt=${asDefined}`)).toEqual(['ada', 'bea']);
    expect(await service.answerOf(`segments/${regulars}`)).toMatchObject({
      status: 'retired',
      revision: 2,
      history: [
        { change: 'defined', revision: 0, anyOf: [{ allOf: [{ field: 'region', in: ['North'] }, {}] }] },
        { change: 'changed', revision: 1, anyOf: [{ allOf: [{ field: 'region', in: ['South'] }] }] },
        { change: 'retired', revision: 2, reason: 'done' },
      ],
    });
  });

  it('is nowhere for a segment that was never defined', async () => {
    expect((await service.get(`segments/${ids.ada}`)).statusCode).toBe(404);
    expect((await service.get(`segments/${ids.ada}/members`)).statusCode).toBe(404);
  });
});
