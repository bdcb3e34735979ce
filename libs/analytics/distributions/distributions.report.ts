import { type Base } from '../base/base.js';
import { countsOf, type CountingQuestion, withKept } from '../base/kept-counts.js';
import { eachOf } from '../groups.js';
import { type KeptReports } from '../kept-reports.js';
import { amountOf, unitsOf } from '../purchases/purchase-filter.js';
import {
  filtersKey,
  type KnownBuyers,
  knownBuyers,
  looksAtCustomers,
  type PurchaseSelection,
  type SelectedBuyer,
  selecting,
  spanAsOf,
  spanOf,
  within,
} from '../purchases/purchase-selection.js';
import { toMinor } from '../rounding.js';
import { type Distribution, distributionOf } from './distribution.js';
import { MeasuredBuyers } from './measured-buyers.js';

/** Values of each customer with an order, or of each order. */
export const measures = ['spend', 'orders', 'purchaseDays', 'units', 'averageOrder', 'order'] as const;
export type Measure = (typeof measures)[number];

export interface DistributionAsk extends PurchaseSelection {
  readonly of: Measure;
  readonly bins: number;
}

/** How a measure of the selected purchases is distributed, by each currency. */
export async function reportDistributions({ bins, ...ask }: DistributionAsk, base: Base, kept?: KeptReports) {
  const distributions: (Distribution & { readonly currency: string | null })[] = [];
  const counts = within(spanOf(ask, base.moment.asOf));
  for (const currency of eachOf(await base.currencies(ask.currency, counts, ask.customerId))) {
    const known = await knownBuyers(ask, base, currency, { kept });
    const question = measuredQuestion(ask, { currency, asOf: base.moment.asOf }, known);
    const values = await withKept(kept?.measured, async (measured) =>
      (await countsOf(question, base, measured)).all(),
    );
    await base.pause();
    distributions.push({ currency, ...distributionOf(values, bins) });
  }
  return { distributions };
}

function measuredQuestion(
  { of, ...selection }: Omit<DistributionAsk, 'bins'>,
  { currency, asOf }: { readonly currency: string | null; readonly asOf: string },
  known: KnownBuyers,
): CountingQuestion<MeasuredBuyers> {
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
      return JSON.stringify([of, filtersKey(selection, known), from, to, currency, day]);
    },
    begin: () => new MeasuredBuyers(),
    count: (measured, { customerId, purchases, attributes }, times) => {
      const buyer = select(customerId, purchases, attributes());
      if (buyer) measured.add(customerId, valuesOf[of](sumsOf(buyer)), times);
    },
  };
}

interface Sums {
  /** The amount of each order. */
  readonly orders: readonly number[];
  readonly purchaseDays: number;
  readonly units: number;
  readonly net: number;
}

function sumsOf({ purchases }: SelectedBuyer): Sums {
  const orders: number[] = [];
  const days = new Set<number>();
  let [units, refunded] = [0, 0];
  for (const { purchase, lines } of purchases) {
    if (purchase.refund) {
      refunded += amountOf(lines);
      continue;
    }
    orders.push(amountOf(lines));
    units += unitsOf(lines);
    days.add(purchase.day);
  }
  return { orders, purchaseDays: days.size, units, net: grossOf(orders) - refunded };
}

const grossOf = (orders: readonly number[]): number => orders.reduce((sum, amount) => sum + amount, 0);

/** One value for each customer with an order. */
const ofBuyers =
  (valueOf: (sums: Sums) => number) =>
  (sums: Sums): readonly number[] =>
    sums.orders.length === 0 ? [] : [valueOf(sums)];

const valuesOf: Readonly<Record<Measure, (sums: Sums) => readonly number[]>> = {
  spend: ofBuyers(({ net }) => net),
  orders: ofBuyers(({ orders }) => orders.length),
  purchaseDays: ofBuyers(({ purchaseDays }) => purchaseDays),
  units: ofBuyers(({ units }) => units),
  averageOrder: ofBuyers(({ orders }) => toMinor(grossOf(orders) / orders.length)),
  order: ({ orders }) => orders,
};
