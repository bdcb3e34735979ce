import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type CustomerEvent } from '../customers/customers.events.js';
import {
  type LogEvent,
  type PositionedDocument,
  type Projection,
  ReadModel,
} from '../event-sourcing/core.js';
import { documentsAfter, InMemoryReadStore, logOf, on } from '../event-sourcing/testing.js';
import { type OrderEvent } from '../orders/orders.events.js';
import { Base } from './base/base.js';
import { DocumentTable } from './base/document-table.js';
import { PurchaseTable } from './base/purchase-table.js';
import { type CustomerAttributes, customerAttributesIn } from './facts/customer-attributes.projection.js';
import { placed, refunded, registered } from './testing/events.fixture.js';
import { utc } from '../platform/time-zone.js';
import { reportBaskets } from './baskets/baskets.report.js';
import { reportCohorts } from './cohorts/cohorts.report.js';
import { measures, reportDistributions } from './distributions/distributions.report.js';
import { KeptReports } from './kept-reports.js';
import { defaultStageRules } from './lifecycle/stages.js';
import { reportLifecycle, reportStages } from './lifecycle/lifecycle.report.js';
import { type PurchasesAsk } from './purchases/purchase-grouping.js';
import { purchasesIn } from './purchases/purchases.projection.js';
import { reportPurchases } from './purchases/purchases.report.js';
import { reportMembers } from './segments/defined/members.report.js';
import { type DefinedSegment, type Segmenting } from './segments/defined/segment-conditions.js';
import { reportMoves } from './segments/moves.report.js';
import { defaultRules } from './segments/segment-rules.js';
import { reportRfm, reportSegments } from './segments/segments.report.js';

type Event = OrderEvent | CustomerEvent;

const TODAY = '2024-03-01';
const purchases = purchasesIn(utc);
const attributes = customerAttributesIn(utc);

const dayAt = (day: number): string => new Date(Date.UTC(2023, 11, 10 + day)).toISOString().slice(0, 10);
const customers = fc.constantFrom('anna', 'bo', 'cy');
const regions = fc.constantFrom('North', 'South');
/** Of which day is asked: mostly of the next or the same one again. */
const asked = fc.constantFrom(
  '2024-02-27',
  '2024-02-28',
  '2024-02-29',
  TODAY,
  TODAY,
  '2024-03-02',
  '2024-03-08',
);
/** Some are after the day of the report. */
const days = fc.integer({ min: 0, max: 90 }).map(dayAt);

const bought = fc.record({
  customerId: customers,
  day: days,
  channel: fc.constantFrom('web', 'shop'),
  lines: fc.array(fc.record({ product: fc.constantFrom('pen', 'ink', 'nib'), amount: fc.nat(9) }), {
    minLength: 1,
    maxLength: 3,
  }),
  back: fc.boolean(),
});

/** What happens, in the order in which it is recorded: days come in any order. */
const step = fc.oneof(
  { weight: 3, arbitrary: bought.map((purchase) => ({ kind: 'bought', ...purchase }) as const) },
  fc
    .record({ customerId: customers, day: days, region: regions })
    .map((move) => ({ kind: 'moved', ...move }) as const),
);

const beginnings: Event[] = ['anna', 'bo', 'cy'].map((id) => registered(id, '2023-12-01', id, 'North'));

const logFrom = (
  steps: readonly (typeof step extends fc.Arbitrary<infer S> ? S : never)[],
): LogEvent<Event>[] =>
  logOf<Event>([
    ...beginnings.flatMap((event) => on(`customer-${event.data.customerId}`, [event])),
    ...steps.flatMap((each, at) => {
      if (each.kind === 'moved') {
        const { customerId, day, region } = each;
        const data = { customerId, occurredAt: `${day}T12:00:00.000Z`, region };
        return on<Event>(`customer-${customerId}`, [{ type: 'CustomerDetailsChanged', data }]);
      }
      const { back, kind: _, ...purchase } = each;
      const order = { orderId: `o${at}`, ...purchase };
      return on<Event>(`order-o${at}`, [placed(order), ...(back ? [refunded(order)] : [])]);
    }),
  ]);

/** The documents of the first events, as they are stored. */
async function stored<D extends { readonly position: string }, E extends Event>(
  projection: Projection<D, E>,
  events: readonly LogEvent<Event>[],
): Promise<ReadModel<D>> {
  const collection = new InMemoryReadStore().collection<PositionedDocument>('documents');
  // The projection passes over events that it doesn't listen to.
  const documents = Object.entries(documentsAfter(projection, events as readonly LogEvent<E>[]));
  await collection.writeIfNewer(
    documents.map(([_id, document]) => ({ ...document, _id, _position: document.position })),
  );
  return new ReadModel<D>(collection, events.at(-1)?.position);
}

const scoring = {
  scheme: 'quintiles',
  thresholds: { recencyDays: 30, ordersPerMonth: 3, spendPerYear: 2_000 },
  rules: defaultRules.quintiles,
} as const;

/** Everybody of the south, and whoever is among the best: by what customers are, and by what others do. */
const defined: DefinedSegment = {
  id: 's1',
  revision: 1,
  name: 'ours',
  currency: 'EUR',
  anyOf: [{ allOf: [{ field: 'region', in: ['South'] }] }, { allOf: [{ field: 'frequencyScore', min: 4 }] }],
  scoring,
};

/** Segments of the scores, or one that an analyst defined, and which of them is asked for. */
const segmentings = fc.constantFrom<readonly [Segmenting, string]>(
  ...defaultRules.quintiles.map(({ name }): readonly [Segmenting, string] => [scoring, name]),
  [{ ...scoring, scheme: 'thresholds', rules: defaultRules.thresholds }, 'churn-risk'],
  [{ ...scoring, defined }, defined.name],
  [{ ...scoring, defined }, defined.name],
);

const asks = fc.record(
  {
    segments: segmentings,
    ofSegment: fc.boolean(),
    groupBy: fc.constantFrom('month', 'product', 'channel', 'region', 'cohort', 'segment'),
    thenBy: fc.option(fc.constantFrom('region', 'month', 'product', 'segment'), { nil: undefined }),
    filters: fc.record({ region: regions, product: fc.constant('pen') }, { requiredKeys: [] }),
    from: fc.option(days, { nil: undefined }),
    currency: fc.constantFrom('EUR', undefined),
    emptyPeriods: fc.boolean(),
    compareTo: fc.option(fc.constantFrom('previous', 'year-before'), { nil: undefined }),
  },
  { requiredKeys: [] },
);

const askOf = ({
  segments: [segmenting, segment] = [scoring, 'lost'],
  ofSegment = false,
  filters = {},
  ...drawn
}: typeof asks extends fc.Arbitrary<infer A> ? A : never): PurchasesAsk => ({
  groupBy: 'month',
  filters: ofSegment ? { ...filters, segment } : filters,
  emptyPeriods: false,
  segmenting,
  ...drawn,
});

const others = fc.record(
  {
    segments: segmentings,
    ofSegment: fc.boolean(),
    filters: fc.record({ region: regions, product: fc.constant('pen') }, { requiredKeys: [] }),
    from: days,
    to: days,
    currency: fc.constantFrom('EUR'),
    period: fc.constantFrom('day', 'week', 'month', 'quarter'),
    of: fc.constantFrom(...measures),
    by: fc.constantFrom('windows', 'rhythm'),
    within: fc.constantFrom('order', 'day', 'customer'),
    minBaskets: fc.constantFrom(1, 2),
    sort: fc.constantFrom('lift', 'support', 'confidence'),
    boughtWith: fc.constant('ink'),
    since: days,
  },
  {
    requiredKeys: [
      'period',
      'of',
      'by',
      'filters',
      'segments',
      'ofSegment',
      'within',
      'minBaskets',
      'sort',
      'since',
    ],
  },
);

/** What an answer is made of: each report, kept or not. */
type Answer = (base: Base, kept?: KeptReports) => Promise<unknown>;

/** Every report that keeps what it counted, but purchases. */
const othersAs =
  (drawn: typeof others extends fc.Arbitrary<infer A> ? A : never): Answer =>
  async (base, kept) => {
    const { from, to, currency, period, of, by, within, minBaskets, sort, boughtWith, since } = drawn;
    const { filters, segmenting } = askOf(drawn);
    const page = { limit: 3 };
    const span = { filters, from, to, currency, segmenting };
    const rules = { ...defaultStageRules, by, atRiskAfter: 10, churnedAfter: 20, newFor: 5 };
    return [
      await reportCohorts({ ...span, period, periods: 4 }, base, kept),
      await reportDistributions({ ...span, of, bins: 3 }, base, kept),
      await reportBaskets({ ...span, within, minBaskets, sort, boughtWith, ...page }, base, kept),
      await reportRfm({ filters, currency, sort: 'score', segmenting, ...page }, base, kept),
      await reportSegments({ filters, currency, segmenting, defined: [] }, base, kept),
      await reportMoves({ filters, currency, segmenting, from: since, ...page }, base, kept),
      await reportMembers({ segment: defined, filters, segmenting, currency, ...page }, base, kept),
      await reportStages({ filters, currency, rules, segmenting, ...page }, base, kept),
      await reportLifecycle({ filters: {}, from, currency, rules, segmenting }, base, kept),
    ];
  };

/** Asks in rounds, each with more events recorded, and compares what is kept with what is counted anew. */
const agrees = async (
  steps: Parameters<typeof logFrom>[0],
  rounds: readonly (readonly [more: number, behind: number, asOf: string])[],
  answer: Answer,
): Promise<void> => {
  const [log, kept] = [logFrom(steps), new KeptReports()];
  const tables = {
    purchases: new PurchaseTable(),
    customers: new DocumentTable<CustomerAttributes>(),
    deals: new DocumentTable<never>(),
  };
  // Somebody asks before there is a purchase.
  await tables.customers.refresh(await stored(attributes, log.slice(0, beginnings.length)));
  await answer(new Base(tables, { asOf: TODAY, position: '' }, () => Promise.resolve()), kept);
  let recorded = beginnings.length;
  for (const [more, behind, asOf] of rounds) {
    recorded = Math.min(log.length, recorded + more);
    await tables.purchases.refresh(await stored(purchases, log.slice(0, recorded)));
    // Customers are behind by some events, and catch up later.
    await tables.customers.refresh(await stored(attributes, log.slice(0, Math.max(1, recorded - behind))));
    const [one, other] = [tables.purchases.position, tables.customers.position];
    const moment = { asOf, position: one < other ? one : other };
    const base = () => new Base(tables, moment, () => Promise.resolve());
    expect(await answer(base(), kept)).toEqual(await answer(base()));
  }
};

const drawnRounds = fc.array(fc.tuple(fc.nat(8), fc.nat(3), asked), { minLength: 1, maxLength: 6 });

describe('what reports keep', () => {
  it('answers purchases as counting all of them anew does, however facts come in and days pass', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 24 }), drawnRounds, asks, (steps, rounds, drawn) =>
        agrees(steps, rounds, (base, kept) => reportPurchases(askOf(drawn), base, kept)),
      ),
      { numRuns: 300 },
    );
  });

  it('answers all other reports as counting everybody anew does', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 24 }), drawnRounds, others, (steps, rounds, drawn) =>
        agrees(steps, rounds, othersAs(drawn)),
      ),
      { numRuns: 300 },
    );
  });

  it('leaves nothing half counted behind a report that is cancelled', async () => {
    const tables = {
      purchases: new PurchaseTable(),
      customers: new DocumentTable<CustomerAttributes>(),
      deals: new DocumentTable<never>(),
    };
    const orders = Array.from({ length: 500 }, (_, at) =>
      placed({ orderId: `o${at}`, customerId: `c${at}`, day: TODAY, lines: [{ product: 'pen', amount: 1 }] }),
    );
    const log = logOf<Event>(orders.flatMap((order) => on(`order-${order.data.orderId}`, [order])));
    await tables.purchases.refresh(await stored(purchases, log));
    const [ask, kept] = [askOf({ currency: 'EUR' }), new KeptReports()];
    const moment = { asOf: TODAY, position: tables.purchases.position };
    const gone = new Base(tables, moment, () => Promise.reject(new Error('gone')));
    await expect(reportPurchases(ask, gone, kept)).rejects.toThrow('gone');
    const base = new Base(tables, moment, () => Promise.resolve());
    expect((await reportPurchases(ask, base, kept)).totals[0]).toMatchObject({ orders: 500, customers: 500 });
  });

  it('counts only the customers who changed', async () => {
    const visited: string[] = [];
    class Watched extends Base {
      override purchasesOf(customerId: string, currency?: string) {
        visited.push(customerId);
        return super.purchasesOf(customerId, currency);
      }
    }
    const tables = {
      purchases: new PurchaseTable(),
      customers: new DocumentTable<CustomerAttributes>(),
      deals: new DocumentTable<never>(),
    };
    const pen = { day: TODAY, lines: [{ product: 'pen', amount: 1 }] };
    const log = logOf<Event>(
      ['anna', 'bo', 'cy', 'anna', 'bo'].flatMap((customerId, at) =>
        on(`order-o${at}`, [
          placed({ orderId: `o${at}`, customerId, ...pen, ...(at === 4 ? { day: '2024-03-02' } : {}) }),
        ]),
      ),
    );
    const [ask, kept] = [askOf({ currency: 'EUR' }), new KeptReports()];
    const asked = async (events: number, asOf = TODAY) => {
      await tables.purchases.refresh(await stored(purchases, log.slice(0, events)));
      visited.length = 0;
      const moment = { asOf, position: tables.purchases.position };
      await reportPurchases(ask, new Watched(tables, moment, () => Promise.resolve()), kept);
      return new Set(visited);
    };
    expect(await asked(3)).toEqual(new Set(['anna', 'bo', 'cy']));
    expect(await asked(4)).toEqual(new Set(['anna']));
    expect(await asked(4)).toEqual(new Set());
    // On the next day: the one who bought something that is dated after today.
    expect(await asked(5)).toEqual(new Set(['bo']));
    expect(await asked(5, '2024-03-02')).toEqual(new Set(['bo']));
    expect(await asked(5, '2024-03-03')).toEqual(new Set());
  });
});
