import { type Counts, type CountingQuestion, type Times } from '../base/kept-counts.js';
import {
  filtersKey,
  type KnownBuyers,
  looksAtCustomers,
  type PurchaseSelection,
  type SelectedBuyer,
  selecting,
  spanAsOf,
  spanOf,
} from './purchase-selection.js';

/** What is counted of a selection. */
export interface SelectionCounting<C extends Counts> {
  /** What tells it from others that are kept in the same place, beside the selection. */
  readonly key: unknown;
  /** Before any customer is counted. */
  readonly begin: () => C;
  readonly count: (counts: C, buyer: SelectedBuyer, times: Times) => void;
}

/** The question what the selected purchases of each customer add up to; it goes on from one day to the next. */
export function selectionQuestion<C extends Counts>(
  selection: PurchaseSelection,
  { currency, asOf }: { readonly currency: string | null; readonly asOf: string },
  known: KnownBuyers,
  { key, begin, count }: SelectionCounting<C>,
): CountingQuestion<C> {
  const { filters, customerId: only } = selection;
  const span = spanOf(selection, asOf);
  const select = selecting(selection, asOf, known);
  return {
    currency,
    only,
    canBeKept: true,
    ofEverybody: false,
    looksAtCustomers: looksAtCustomers(filters),
    segments: known.segments,
    goesOn: true,
    keyAsOf: (day) => {
      const { from, to } = spanAsOf(span, asOf, day);
      return JSON.stringify([key, filtersKey(selection, known), from, to, currency, day]);
    },
    begin,
    count: (counts, { customerId, purchases, attributes }, times) => {
      const buyer = select(customerId, purchases, attributes());
      if (buyer) count(counts, buyer, times);
    },
  };
}
