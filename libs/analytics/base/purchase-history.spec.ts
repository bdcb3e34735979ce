import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type LogEvent, type PositionedDocument, ReadModel } from '../../event-sourcing/core.js';
import { documentsAfter, InMemoryReadStore, logOf, on } from '../../event-sourcing/testing.js';
import { type OrderEvent } from '../../orders/orders.events.js';
import { purchasesIn } from '../purchases/purchases.projection.js';
import { placed, refunded } from '../testing/events.fixture.js';
import { utc } from '../../platform/time-zone.js';
import { Base } from './base.js';
import { DocumentTable } from './document-table.js';
import { type PurchaseHistory } from './purchase-history.js';
import { PurchaseTable } from './purchase-table.js';

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
      const of = { orderId: `o${at}`, customerId, lines: [{ product: 'pen', amount }] };
      const events: OrderEvent[] = [placed({ ...of, day: dayAt(day) })];
      if (refundAfter !== undefined) {
        const { type, data } = refunded({ ...of, day: dayAt(day + refundAfter) });
        events.push({ type, data: { ...data, placedAt: `${dayAt(day)}T12:00:00.000Z` } });
      }
      return on(`order-o${at}`, events);
    }),
  );

const purchases = purchasesIn(utc);

/** The facts of a log as they are stored, with the position that each was recorded at. */
async function stored(events: readonly LogEvent<OrderEvent>[], position: string) {
  const collection = new InMemoryReadStore().collection<PositionedDocument>('documents');
  const documents = Object.entries(documentsAfter(purchases, events));
  await collection.writeIfNewer(
    documents.map(([_id, document]) => ({ ...document, _id, _position: document.position })),
  );
  return new ReadModel<(typeof documents)[0][1]>(collection, position);
}

async function baseOf(events: readonly LogEvent<OrderEvent>[], asOf: string, position: string) {
  const table = new PurchaseTable();
  // In two steps, as facts arrive while the thread runs.
  const half = events[Math.floor(events.length / 2)]?.position ?? '';
  for (const until of [half, events.at(-1)?.position ?? '']) await table.refresh(await stored(events, until));
  const tables = {
    purchases: table,
    customers: new DocumentTable<never>(),
    deals: new DocumentTable<never>(),
  };
  return new Base(tables, { asOf, position }, () => Promise.resolve());
}

/** Counted straight from the events. */
function expectedOf(customerId: string, events: readonly LogEvent<OrderEvent>[]): PurchaseHistory[] {
  const days = new Map<string, { orders: number; gross: number }>();
  const refunds = [];
  for (const { type, data } of events) {
    if (data.customerId !== customerId) continue;
    const day = data.occurredAt.slice(0, 10);
    if (type !== 'OrderPlaced') {
      if (data.refundMinor > 0)
        refunds.push({ day, of: data.placedAt.slice(0, 10), amount: data.refundMinor });
      continue;
    }
    const { orders, gross } = days.get(day) ?? { orders: 0, gross: 0 };
    days.set(day, { orders: orders + 1, gross: gross + data.totalMinor });
  }
  if (days.size === 0) return [];
  const inOrder = [...days].sort().map(([day, sums]) => ({ day, ...sums }));
  return [{ customerId, days: inOrder, refunds: refunds.sort(byText) }];
}

const byText = (a: object, b: object): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

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
        const [asOf, position] = [dayAt(day), events.at(-1 - behind)?.position ?? ''];
        const known = events.filter(
          (event) => event.position <= position && event.data.occurredAt.slice(0, 10) <= asOf,
        );
        const found: PurchaseHistory[] = [];
        for await (const history of (await baseOf(events, asOf, position)).histories('EUR'))
          found.push({ ...history, refunds: [...history.refunds].sort(byText) });
        const expected = ['anna', 'bo', 'cy'].flatMap((customerId) => expectedOf(customerId, known));
        expect(found.sort((a, b) => (a.customerId < b.customerId ? -1 : 1))).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });
});
