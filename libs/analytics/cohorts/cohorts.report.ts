import { type Base } from '../base/base.js';
import { historyOf, type PurchaseHistory } from '../base/purchase-history.js';
import { periodNumber, periodOf } from '../days.js';
import { getOrAdd } from '../groups.js';
import { passingPurchases, PurchaseFilter } from '../purchases/purchase-filter.js';
import { knownBuyers, type PurchaseSelection } from '../purchases/purchase-selection.js';
import { toMinor, toRate } from '../rounding.js';
import { type Cohort, type CohortPeriod } from './cohorts.answers.js';

interface Cell {
  active: number;
  orders: number;
  net: number;
}

interface Tally {
  readonly number: number;
  customers: number;
  readonly cells: Cell[];
}

export interface CohortOptions {
  readonly period: CohortPeriod;
  /** First purchases from one day to another, both included. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly asOf: string;
  /** Periods shown of each cohort, the first included. */
  readonly periods: number;
}

export interface CohortsAsk
  extends Omit<CohortOptions, 'asOf'>, Pick<PurchaseSelection, 'filters' | 'segmenting'> {
  readonly currency?: string | undefined;
}

/**
 * Customers by the period of their first purchase, by each currency: what was bought in others is not looked at. Where
 * purchases are filtered, others are as if they had never been.
 */
export async function reportCohorts(
  { currency: given, filters, segmenting, ...shown }: CohortsAsk,
  base: Base,
) {
  const cohorts: Cohort[] = [];
  const filter = new PurchaseFilter(filters);
  for (const currency of await base.currencies(given)) {
    const report = new CohortReport({ ...shown, asOf: base.moment.asOf });
    const known = await knownBuyers({ filters, segmenting }, base, currency);
    for await (const { customerId, purchases } of base.buyers(currency)) {
      if (!filter.holds(known(customerId, purchases))) continue;
      const history = historyOf(customerId, passingPurchases(filter, purchases));
      if (history) report.add(history);
    }
    cohorts.push(...report.cohorts(currency));
  }
  return { cohorts };
}

/** Customers together whose first purchase was in the same period, and what they did in each period after it. */
class CohortReport {
  private readonly tallies = new Map<string, Tally>();

  constructor(private readonly options: CohortOptions) {}

  add({ days, refunds }: PurchaseHistory): void {
    const { period, from, to } = this.options;
    const first = days[0]?.day;
    if (first === undefined || (from !== undefined && first < from) || (to !== undefined && first > to))
      return;
    const tally = getOrAdd(this.tallies, periodOf(first, period), () => this.emptyTally(first));
    tally.customers += 1;
    let last = -1;
    for (const { day, orders, gross } of days) {
      const offset = periodNumber(day, period) - tally.number;
      const cell = tally.cells[offset];
      if (!cell) break;
      if (offset !== last) cell.active += 1;
      last = offset;
      cell.orders += orders;
      cell.net += gross;
    }
    for (const { day, amount } of refunds) {
      const cell = tally.cells[periodNumber(day, period) - tally.number];
      if (cell) cell.net -= amount;
    }
  }

  cohorts(currency: string): Cohort[] {
    return [...this.tallies]
      .sort(([, one], [, other]) => one.number - other.number)
      .map(([key, { customers, cells }]) => {
        let cumulative = 0;
        return {
          key,
          currency,
          customers,
          cells: cells.map(({ active, orders, net }, offset) => {
            cumulative += net;
            const cumulativePerCustomer = toMinor(cumulative / customers);
            return {
              offset,
              active,
              retention: toRate(active / customers),
              orders,
              net,
              cumulativePerCustomer,
            };
          }),
        };
      });
  }

  private emptyTally(first: string): Tally {
    const { period, asOf, periods } = this.options;
    const number = periodNumber(first, period);
    const length = Math.min(periods, periodNumber(asOf, period) - number + 1);
    return { number, customers: 0, cells: Array.from({ length }, () => ({ active: 0, orders: 0, net: 0 })) };
  }
}
