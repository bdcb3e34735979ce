import { type Counts, type Times } from '../base/kept-counts.js';
import { type PurchaseHistory } from '../base/purchase-history.js';
import { periodNumber, periodOf } from '../days.js';
import { getOrAdd } from '../groups.js';
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
  /** As far as anything was bought. */
  readonly cells: Cell[];
}

export interface CohortOptions {
  readonly period: CohortPeriod;
  /** First purchases from one day to another, both included. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Periods shown of each cohort, the first included. */
  readonly periods: number;
}

const noCell = (): Cell => ({ active: 0, orders: 0, net: 0 });

/** Customers together whose first purchase was in the same period, and what they did in each period after it. */
export class CohortTallies implements Counts {
  private readonly tallies = new Map<string, Tally>();

  constructor(private readonly options: CohortOptions) {}

  get size(): number {
    return [...this.tallies.values()].reduce((sum, { cells }) => sum + cells.length, 0);
  }

  add({ days, refunds }: PurchaseHistory, times: Times): void {
    const { period, from, to } = this.options;
    const first = days[0]?.day;
    if (first === undefined || (from !== undefined && first < from) || (to !== undefined && first > to))
      return;
    const key = periodOf(first, period);
    const number = periodNumber(first, period);
    const tally = getOrAdd(this.tallies, key, () => ({ number, customers: 0, cells: [] }));
    tally.customers += times;
    let last = -1;
    for (const { day, orders, gross } of days) {
      const offset = periodNumber(day, period) - number;
      const cell = this.cell(tally, offset);
      if (!cell) break;
      if (offset !== last) cell.active += times;
      last = offset;
      cell.orders += times * orders;
      cell.net += times * gross;
    }
    for (const { day, amount } of refunds) {
      const cell = this.cell(tally, periodNumber(day, period) - number);
      if (cell) cell.net -= times * amount;
    }
    if (tally.customers === 0) this.tallies.delete(key);
  }

  /** Undefined for a period that is not shown. */
  private cell({ cells }: Tally, offset: number): Cell | undefined {
    if (offset < 0 || offset >= this.options.periods) return undefined;
    while (cells.length <= offset) cells.push(noCell());
    return cells[offset];
  }

  cohorts(currency: string, asOf: string): Cohort[] {
    const { period, periods } = this.options;
    const now = periodNumber(asOf, period);
    return [...this.tallies]
      .sort(([, one], [, other]) => one.number - other.number)
      .map(([key, { number, customers, cells }]) => {
        let cumulative = 0;
        const shown = Array.from(
          { length: Math.min(periods, now - number + 1) },
          (_, at) => cells[at] ?? noCell(),
        );
        return {
          key,
          currency,
          customers,
          cells: shown.map(({ active, orders, net }, offset) => {
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
}
