import { type Base } from '../base/base.js';
import { countsOf, type CountingQuestion, withKept } from '../base/kept-counts.js';
import { historyOf } from '../base/purchase-history.js';
import { type KeptReports } from '../kept-reports.js';
import { passingPurchases, PurchaseFilter } from '../purchases/purchase-filter.js';
import {
  filtersKey,
  type KnownBuyers,
  knownBuyers,
  looksAtCustomers,
  type PurchaseSelection,
} from '../purchases/purchase-selection.js';
import { type CohortOptions, CohortTallies } from './cohort-tallies.js';
import { type Cohort } from './cohorts.answers.js';

export interface CohortsAsk extends CohortOptions, Pick<PurchaseSelection, 'filters' | 'segmenting'> {
  readonly currency?: string | undefined;
}

/**
 * Customers by the period of their first purchase, by each currency: what was bought in others is not looked at. Where
 * purchases are filtered, others are as if they had never been.
 */
export async function reportCohorts(ask: CohortsAsk, base: Base, kept?: KeptReports) {
  const { asOf } = base.moment;
  const cohorts: Cohort[] = [];
  for (const currency of await base.currencies(ask.currency)) {
    const question = cohortsQuestion(ask, currency, await knownBuyers(ask, base, currency, { kept }));
    cohorts.push(
      ...(await withKept(kept?.cohorts, async (tallies) =>
        (await countsOf(question, base, tallies)).cohorts(currency, asOf),
      )),
    );
  }
  return { cohorts };
}

function cohortsQuestion(
  ask: CohortsAsk,
  currency: string,
  known: KnownBuyers,
): CountingQuestion<CohortTallies> {
  const { filters, period, from, to, periods } = ask;
  const filter = new PurchaseFilter(filters);
  return {
    currency,
    canBeKept: true,
    ofEverybody: false,
    looksAtCustomers: looksAtCustomers(filters),
    segments: known.segments,
    goesOn: true,
    keyAsOf: (day) => JSON.stringify([period, from, to, periods, filtersKey(ask, known), currency, day]),
    begin: () => new CohortTallies({ period, from, to, periods }),
    count: (tallies, { customerId, purchases, attributes }, times) => {
      if (!filter.holds(known.of(customerId, purchases, attributes()))) return;
      const history = historyOf(customerId, passingPurchases(filter, purchases));
      if (history) tallies.add(history, times);
    },
  };
}
