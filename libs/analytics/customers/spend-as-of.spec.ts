import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import {
  type DomainEvent,
  type LogEvent,
  page,
  type PositionedDocument,
  type Projection,
  ReadModel,
} from '../../event-sourcing/core.js';
import { DocumentFold, InMemoryReadStore, logOf, on, TimeSlices } from '../../event-sourcing/testing.js';
import { type OrderEvent } from '../../orders/orders.events.js';
import { customerSpendIn } from './customer-spend.projection.js';
import { purchasesIn } from '../purchases/purchases.projection.js';
import { Base } from '../base/base.js';
import { DocumentTable } from '../base/document-table.js';
import { PurchaseTable } from '../base/purchase-table.js';
import { SpendAsOf, type SpendSource } from './spend-as-of.js';
import { reportSpends } from './spends.report.js';
import { cancelled, placed, refunded } from '../testing/events.fixture.js';
import { utc } from '../../platform/time-zone.js';

const customerSpend = customerSpendIn(utc);
const purchases = purchasesIn(utc);

interface Drawn {
  readonly customerId: string;
  readonly currency: string;
  readonly day: number;
  readonly amount: number;
  /** Days until something of it is given back; none when undefined. */
  readonly refund: { readonly after: number; readonly cancelled: boolean } | undefined;
}

const customers = ['anna', 'bo', 'cy', 'di', 'ed', 'flo', 'gus'];

const drawn: fc.Arbitrary<Drawn> = fc.record({
  customerId: fc.constantFrom(...customers),
  currency: fc.constantFrom('EUR', 'EUR', 'USD'),
  day: fc.integer({ min: 1, max: 20 }),
  amount: fc.integer({ min: 0, max: 9 }),
  refund: fc.option(fc.record({ after: fc.integer({ min: 0, max: 8 }), cancelled: fc.boolean() }), {
    nil: undefined,
  }),
});

const dayAt = (day: number): string => `2024-01-${`${day}`.padStart(2, '0')}`;

const logFrom = (all: readonly Drawn[]): LogEvent<OrderEvent>[] =>
  logOf(
    all.flatMap(({ customerId, currency, day, amount, refund }, at) => {
      const order = { orderId: `o${at}`, customerId, currency, lines: [{ product: 'pen', amount }] };
      const events: OrderEvent[] = [placed({ ...order, day: dayAt(day) })];
      const give = refund?.cancelled ? cancelled : refunded;
      if (refund) events.push(give({ ...order, day: dayAt(day + refund.after) }));
      return on(`order-o${at}`, events);
    }),
  );

/** All events projected, and yet read as of a position: documents know more than they may say. */
async function read<D extends object, E extends DomainEvent>(
  projection: Projection<D, E>,
  events: readonly LogEvent<E>[],
  position: string,
): Promise<ReadModel<D>> {
  const collection = new InMemoryReadStore().collection<PositionedDocument>('documents');
  const fold = new DocumentFold(projection, collection, new TimeSlices(), {
    cacheSize: 100,
    fromStart: true,
  });
  await fold.apply(events);
  await fold.flush();
  return new ReadModel<D>(collection, position);
}

interface Expected {
  customerId: string;
  currency: string;
  orders: number;
  gross: number;
  refunded: number;
  days: Set<string>;
}

/** Counted straight from the events. */
function counted(
  events: readonly LogEvent<OrderEvent>[],
  asOf: string,
  position: string,
): Map<string, Expected> {
  const sums = new Map<string, Expected>();
  for (const event of events) {
    const { customerId, currency, occurredAt } = event.data;
    if (event.position > position || occurredAt.slice(0, 10) > asOf) continue;
    const id = `${customerId}/${currency}`;
    const sum = sums.get(id) ?? { customerId, currency, orders: 0, gross: 0, refunded: 0, days: new Set() };
    sums.set(id, sum);
    if (event.type !== 'OrderPlaced') {
      sum.refunded += event.data.refundMinor;
      continue;
    }
    sum.orders += 1;
    sum.gross += event.data.totalMinor;
    sum.days.add(occurredAt.slice(0, 10));
  }
  return sums;
}

const inShort = ({ customerId, currency, orders, gross, refunded, days }: Expected) => {
  const sorted = [...days].sort();
  return {
    customerId,
    currency,
    orders,
    gross,
    refunded,
    net: gross - refunded,
    purchaseDays: days.size,
    firstOrder: sorted[0],
    lastOrder: sorted.at(-1),
  };
};

const question = fc.record({
  all: fc.array(drawn, { maxLength: 25 }),
  day: fc.integer({ min: 1, max: 28 }),
  behind: fc.integer({ min: 0, max: 6 }),
});

const ask = async (
  { all, day, behind }: { all: readonly Drawn[]; day: number; behind: number },
  most?: number,
) => {
  const events = logFrom(all);
  const moment = { asOf: dayAt(day), position: events.at(-1 - behind)?.position ?? '' };
  const spends = new SpendAsOf(
    await read(customerSpend, events, moment.position),
    await read(purchases, events, moment.position),
    moment,
    most,
  );
  return { spends, expected: [...counted(events, moment.asOf, moment.position).values()].map(inShort) };
};

/** All facts added up, as the report thread does it. */
const everything = (asked: Parameters<typeof ask>[0]): SpendSource => ({
  find: async (filter, options) => {
    const { all, day, behind } = asked;
    const events = logFrom(all);
    const moment = { asOf: dayAt(day), position: events.at(-1 - behind)?.position ?? '' };
    const table = new PurchaseTable();
    await table.refresh(await read(purchases, events, events.at(-1)?.position ?? ''));
    const tables = {
      purchases: table,
      customers: new DocumentTable<never>(),
      deals: new DocumentTable<never>(),
    };
    const base = new Base(tables, moment, () => Promise.resolve());
    return reportSpends({ currency: 'EUR', filter, options }, base);
  },
});

const nowhere: SpendSource = {
  find: () => Promise.reject(new Error('nobody else is asked')),
};

describe('spend as of a day', () => {
  it('is what the events add up to, for each customer', async () => {
    const property = fc.asyncProperty(question, async (asked) => {
      const { spends, expected } = await ask(asked);
      for (const customerId of customers) {
        const found = await spends.of(customerId);
        const own = expected.filter((each) => each.customerId === customerId);
        expect(found).toHaveLength(own.length);
        for (const each of own) expect(found).toContainEqual(expect.objectContaining(each));
      }
    });
    await fc.assert(property, { numRuns: 200 });
  });

  it.each([
    ['from the sums at hand and a few added up anew', 100],
    ['elsewhere, where many are outdated', 0],
  ])('lists customers, each once and in order, %s', async (_, most) => {
    const fields = fc.constantFrom('net', 'orders', 'lastOrder');
    const property = fc.asyncProperty(
      question,
      fields,
      fc.constantFrom<1 | -1>(1, -1),
      fc.integer({ min: 1, max: 3 }),
      async (asked, field, direction, limit) => {
        const { spends, expected } = await ask(asked, most);
        const listed: object[] = [];
        let cursor: string | undefined;
        do {
          const found = await page(
            spends.in('EUR', everything(asked)),
            {},
            {
              sort: [field, direction],
              limit,
              cursor,
            },
          );
          listed.push(...found.items);
          cursor = found.nextCursor;
        } while (cursor !== undefined);
        const key = (spend: object): string => {
          const value: unknown = Object.getOwnPropertyDescriptor(spend, field)?.value;
          const id: unknown = Object.getOwnPropertyDescriptor(spend, 'customerId')?.value;
          return `${String(value).padStart(10, '0')} ${String(id)}`;
        };
        const own = expected.filter(({ currency }) => currency === 'EUR');
        own.sort((a, b) => (key(a) < key(b) ? -direction : direction));
        expect(listed).toEqual(own.map((each): unknown => expect.objectContaining(each)));
      },
    );
    await fc.assert(property, { numRuns: 200 });
  });

  it('asks for the facts of customers together whose sums are outdated', async () => {
    const all = Array.from({ length: 190 }, (_, at) => ({
      customerId: `customer-${at}`,
      currency: 'EUR',
      day: 1 + (at % 2) * 10,
      amount: at,
      refund: at % 2 === 0 ? { after: 10, cancelled: false } : undefined,
    }));
    const asOf = dayAt(5);
    const events = logFrom(all);
    const moment = { asOf, position: events.at(-1)?.position ?? '' };
    const facts = await read(purchases, events, moment.position);
    const asked = jest.spyOn(facts, 'find');
    const spends = new SpendAsOf(await read(customerSpend, events, moment.position), facts, moment);
    const { items } = await page(spends.in('EUR', nowhere), {}, { sort: ['net', -1], limit: 500 });
    expect(items).toHaveLength(95);
    expect(asked).toHaveBeenCalledTimes(1);
  });

  it('knows which currencies there were by then', async () => {
    const early = { customerId: 'anna', currency: 'EUR', day: 1, amount: 5, refund: undefined };
    const late = { ...early, currency: 'USD', day: 9 };
    const before = await ask({ all: [early, late], day: 8, behind: 0 });
    expect(await before.spends.currencies(undefined)).toEqual(['EUR']);
    expect(await before.spends.currencies('USD')).toEqual(['USD']);
    const after = await ask({ all: [early, late], day: 9, behind: 0 });
    expect(await after.spends.currencies(undefined)).toEqual(['EUR', 'USD']);
    const none = await ask({ all: [], day: 9, behind: 0 });
    expect(await none.spends.currencies(undefined)).toEqual([]);
  });
});
