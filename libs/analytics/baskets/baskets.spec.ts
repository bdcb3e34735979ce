import { describe, expect, it } from '@jest/globals';
import { documentsAfter, InMemoryReadStore, logOf, on } from '../../event-sourcing/testing.js';
import { type PositionedDocument, ReadModel } from '../../event-sourcing/core.js';
import { type OrderEvent } from '../../orders/orders.events.js';
import { utc } from '../../platform/time-zone.js';
import { Base } from '../base/base.js';
import { DocumentTable } from '../base/document-table.js';
import { LARGEST } from '../base/kept-counts.js';
import { PurchaseTable } from '../base/purchase-table.js';
import { KeptReports } from '../kept-reports.js';
import { type PurchaseFact, purchasesIn } from '../purchases/purchases.projection.js';
import { defaultRules } from '../segments/segment-rules.js';
import { placed } from '../testing/events.fixture.js';
import { BasketCounts } from './basket-counts.js';
import { type BasketsAsk, reportBaskets } from './baskets.report.js';

const DAY = '2024-03-01';
/** As many products as have more pairs than can be kept. */
const MANY = 700;
const products = Array.from({ length: MANY }, (_, at) => `p${at}`);

/** Orders of these products, each order of a customer of its own. */
const baseOf = async (...orders: readonly (readonly string[])[]): Promise<Base> => {
  const log = logOf<OrderEvent>(
    orders.flatMap((bought, at) => {
      const lines = bought.map((product) => ({ product, amount: 1 }));
      return on(`order-o${at}`, [placed({ orderId: `o${at}`, customerId: `c${at}`, day: DAY, lines })]);
    }),
  );
  const collection = new InMemoryReadStore().collection<PositionedDocument>('purchases');
  const documents = Object.entries(documentsAfter(purchasesIn(utc), log));
  await collection.writeIfNewer(documents.map(([_id, each]) => ({ ...each, _id, _position: each.position })));
  const position = log.at(-1)?.position ?? '';
  const tables = {
    purchases: new PurchaseTable(),
    customers: new DocumentTable<never>(),
    deals: new DocumentTable<never>(),
  };
  await tables.purchases.refresh(new ReadModel<PurchaseFact>(collection, position));
  return new Base(tables, { asOf: DAY, position }, () => Promise.resolve());
};

const ask: BasketsAsk = {
  within: 'order',
  minBaskets: 2,
  sort: 'lift',
  limit: 10,
  filters: {},
  segmenting: {
    scheme: 'quintiles',
    thresholds: { recencyDays: 30, ordersPerMonth: 3, spendPerYear: 2_000 },
    rules: defaultRules.quintiles,
  },
};

describe('counts of baskets', () => {
  it('know all pairs, and forget what is taken away', () => {
    const counts = new BasketCounts();
    counts.add(new Set(['pen', 'ink', 'nib']), 1);
    counts.add(new Set(['ink', 'pen']), 1);
    counts.add(new Set(['pen', 'ink', 'nib']), -1);
    expect([...counts.pairs()]).toEqual([{ one: 'pen', other: 'ink', baskets: 1 }]);
    expect([counts.baskets, counts.basketsWith('pen'), counts.basketsWith('nib')]).toEqual([1, 1, 0]);
    // Two products and a pair of them.
    expect(counts.size).toBe(3);
  });

  it('are no larger than can be kept, however many pairs there are', () => {
    const counts = new BasketCounts();
    counts.add(new Set(products), 1);
    counts.add(new Set(['p1', 'p2']), 1);
    expect(counts.size).toBeLessThanOrEqual(LARGEST);
    expect([counts.knowsPairs, counts.basketsWith('p1'), counts.basketsWith('p3')]).toEqual([false, 2, 1]);
  });
});

describe('products bought together', () => {
  it('are those of all baskets, where there are more pairs than can be kept', async () => {
    const base = await baseOf(products, ['p1', 'p2', 'p3'], ['p3', 'p2'], ['p9']);
    const kept = new KeptReports();
    const answer = await reportBaskets(ask, base, kept);
    expect(answer.baskets).toBe(4);
    expect(answer.items.map((each) => [each.product, each.together, each.baskets, each.lift])).toEqual([
      ['p1', 'p2', 2, 1.33],
      ['p1', 'p3', 2, 1.33],
      ['p2', 'p1', 2, 1.33],
      ['p2', 'p3', 3, 1.33],
      ['p3', 'p1', 2, 1.33],
      ['p3', 'p2', 3, 1.33],
    ]);
    expect(await reportBaskets(ask, base, kept)).toEqual(answer);
  });
});
