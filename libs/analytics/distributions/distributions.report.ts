import { type Base } from '../base/base.js';
import { countsOf, type CountingQuestion, withKept } from '../base/kept-counts.js';
import { eachOf } from '../groups.js';
import { type KeptReports } from '../kept-reports.js';
import { amountOf, unitsOf } from '../purchases/purchase-filter.js';
import {
  type KnownBuyers,
  knownBuyers,
  type PurchaseSelection,
  type SelectedBuyer,
  spanOf,
  within,
} from '../purchases/purchase-selection.js';
import { selectionQuestion } from '../purchases/selection-question.js';
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
  return selectionQuestion(selection, { currency, asOf }, known, {
    key: of,
    begin: () => new MeasuredBuyers(),
    count: (measured, buyer, times) => {
      measured.add(buyer.customerId, valuesOf[of](sumsOf(buyer)), times);
    },
  });
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
