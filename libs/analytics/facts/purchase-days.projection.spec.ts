import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type LogEvent,
  type PositionedDocument,
  type Projection,
  ReadModel,
} from '../../event-sourcing/core.js';
import {
  documentsAfter,
  expectRebuiltEqualsLive,
  InMemoryReadStore,
  logOf,
  on,
} from '../../event-sourcing/testing.js';
import { type OrderEvent } from '../../orders/orders.events.js';
import { purchasesIn } from '../purchases/purchases.projection.js';
import { cancelled, placed, refunded } from '../testing/events.fixture.js';
import { utc } from '../time-zone.js';
import { purchaseDaysIn } from './purchase-days.projection.js';
import { purchaseHistories, type PurchaseHistory, purchaseHistoryOf } from './purchase-histories.js';

const purchaseDays = purchaseDaysIn(utc);
const purchases = purchasesIn(utc);

const of = (orderId: string, day: string, amount: number, customerId = 'anna') => ({
  orderId,
  customerId,
  day,
  lines: [{ product: 'pen', amount }],
});

const log = logOf([
  ...on('order-o1', [
    placed(of('o1', '2023-12-31', 1000)),
    {
      ...refunded(of('o1', '2024-01-05', 250)),
      data: { ...refunded(of('o1', '2024-01-05', 250)).data, placedAt: '2023-12-31T12:00:00.000Z' },
    },
  ]),
  ...on('order-o2', [placed(of('o2', '2024-03-01', 0)), cancelled(of('o2', '2024-03-01', 0))]),
  ...on('order-o3', [placed(of('o3', '2024-02-01', 400))]),
  ...on('order-o4', [placed(of('o4', '2024-03-01', 70))]),
]);

describe('purchase-days', () => {
  it('keeps the orders of each day, and what was given back for which day, a document for each year', () => {
    expect(documentsAfter(purchaseDays, log)).toEqual({
      'anna/EUR/2023': {
        customerId: 'anna',
        currency: 'EUR',
        days: [{ day: '2023-12-31', orders: 1, gross: 1000 }],
        refunds: [],
      },
      'anna/EUR/2024': {
        customerId: 'anna',
        currency: 'EUR',
        days: [
          { day: '2024-02-01', orders: 1, gross: 400 },
          { day: '2024-03-01', orders: 2, gross: 70 },
        ],
        refunds: [{ day: '2024-01-05', of: '2023-12-31', amount: 250 }],
      },
    });
  });

  it('is the same rebuilt as live', async () => {
    await expectRebuiltEqualsLive(purchaseDays, log);
  });
});

interface Drawn {
  readonly customerId: string;
  readonly day: number;
  readonly amount: number;
  readonly refundAfter: number | undefined;
}

const drawn: fc.Arbitrary<Drawn> = fc.record({
  customerId: fc.constantFrom('anna', 'bo', 'cy'),
  day: fc.integer({ min: 0, max: 60 }),
  amount: fc.integer({ min: 0, max: 9 }),
  refundAfter: fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined }),
});

const dayAt = (day: number): string => new Date(Date.UTC(2023, 11, 10 + day)).toISOString().slice(0, 10);

const logFrom = (all: readonly Drawn[]): LogEvent<OrderEvent>[] =>
  logOf(
    all.flatMap(({ customerId, day, amount, refundAfter }, at) => {
      const events: OrderEvent[] = [placed(of(`o${at}`, dayAt(day), amount, customerId))];
      if (refundAfter !== undefined) {
        const { type, data } = refunded(of(`o${at}`, dayAt(day + refundAfter), amount, customerId));
        events.push({ type, data: { ...data, placedAt: `${dayAt(day)}T12:00:00.000Z` } });
      }
      return on(`order-o${at}`, events);
    }),
  );

/** Documents as the runner stores them after a whole log, to be read as of a position. */
async function stored<D extends object>(
  projection: Projection<D, OrderEvent>,
  events: readonly LogEvent<OrderEvent>[],
  position: string,
): Promise<ReadModel<D>> {
  const collection = new InMemoryReadStore().collection<PositionedDocument>('documents');
  const positions = new Map<string, string>();
  for (const event of events)
    for (const id of projection.documentIds(event)) positions.set(id, event.position);
  const documents: Readonly<Record<string, object>> = documentsAfter(projection, events);
  await collection.writeIfNewer(
    Object.entries(documents).map(([_id, document]) => ({
      ...document,
      _id,
      _position: positions.get(_id) ?? '',
    })),
  );
  return new ReadModel<D>(collection, position);
}

describe('purchase histories', () => {
  it('are what the events by the day and up to the position say', async () => {
    const asked = fc.record({
      all: fc.array(drawn, { maxLength: 20 }),
      day: fc.integer({ min: 0, max: 85 }),
      behind: fc.integer({ min: 0, max: 8 }),
    });
    await fc.assert(
      fc.asyncProperty(asked, async ({ all, day, behind }) => {
        const events = logFrom(all);
        const moment = { asOf: dayAt(day), position: events.at(-1 - behind)?.position ?? '' };
        const known = events.filter(
          ({ position, data }) => position <= moment.position && data.occurredAt.slice(0, 10) <= moment.asOf,
        );
        const expected = ['anna', 'bo', 'cy'].flatMap((customerId): PurchaseHistory[] => {
          const own = known.filter(({ data }) => data.customerId === customerId);
          const years = Object.entries(documentsAfter(purchaseDays, own))
            .sort()
            .map(([, year]) => year);
          const days = years.flatMap((year) => year.days);
          return days.length === 0
            ? []
            : [{ customerId, days, refunds: years.flatMap(({ refunds }) => refunds) }];
        });
        const years = await stored(purchaseDays, events, moment.position);
        const facts = await stored(purchases, events, moment.position);
        const found: PurchaseHistory[] = [];
        for await (const chunk of purchaseHistories(years, facts, 'EUR', moment)) found.push(...chunk);
        expect(found).toEqual(expected);
        const anna = await purchaseHistoryOf(years, facts, 'anna', 'EUR', moment);
        expect(anna).toEqual(expected.find(({ customerId }) => customerId === 'anna'));
      }),
      { numRuns: 150 },
    );
  });
});
