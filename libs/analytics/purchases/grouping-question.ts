import { type CountingQuestion } from '../base/kept-counts.js';
import { Grouping, type PurchasesAsk } from './purchase-grouping.js';
import {
  filtersKey,
  type KnownBuyers,
  looksAtCustomers,
  type OpenSpan,
  spanAsOf,
  within,
} from './purchase-selection.js';

/** Purchases of a span by the dimensions asked for, in one currency, as of a day. */
export function groupingQuestion(
  ask: PurchasesAsk,
  {
    span,
    currency,
    asOf,
  }: { readonly span: OpenSpan; readonly currency: string | null; readonly asOf: string },
  known: KnownBuyers,
): CountingQuestion<Grouping> {
  const { groupBy, thenBy, filters, customerId: only } = ask;
  const counts = within(span);
  return {
    currency,
    only,
    canBeKept: true,
    ofEverybody: false,
    looksAtCustomers: looksAtCustomers(filters, groupBy, thenBy),
    segments: known.segments,
    goesOn: true,
    keyAsOf: (day) => {
      const { from, to } = spanAsOf(span, asOf, day);
      return JSON.stringify([groupBy, thenBy, filtersKey(ask, known), from, to, currency, day]);
    },
    begin: () => new Grouping(ask),
    count: (grouping, { customerId, purchases, attributes }, times) => {
      const counted = purchases.filter(counts);
      if (counted.length > 0) grouping.add(known.of(customerId, purchases, attributes()), counted, times);
    },
  };
}
