import { type Base } from '../base/base.js';
import { quarterOf } from '../days.js';
import { toHundredths, toMinor, toRate } from '../rounding.js';
import { type DealAsOf } from '../facts/deal-as-of.js';
import { byKey, eachOf, GroupedTallies, type Key, sumByKey } from '../groups.js';
import { changeOf, type Comparison, keyBefore } from '../comparison.js';
import { type DealFilters, passing } from './deal-filter.js';
import {
  type ComparedSales,
  type DaysAnswer,
  type SalesDimension,
  type SalesFigures,
  type SalesGroup,
} from './sales.answers.js';

export interface SalesAsk {
  /** Each quarter is compared with another. */
  readonly compareTo?: Comparison | undefined;
  readonly groupBy: SalesDimension;
  readonly currency?: string | undefined;
  readonly filters: DealFilters;
}

/** Deals by one dimension, and in total, currency by currency. */
export async function reportSales({ groupBy, currency: given, compareTo, filters }: SalesAsk, base: Base) {
  const report = new SalesReport(groupBy);
  for await (const deal of base.deals(given)) {
    const counted = passing(deal, filters, base);
    if (counted) report.add(counted);
  }
  const currencies = eachOf(given === undefined ? [...report.currencies].sort() : [given]);
  const groups = currencies.flatMap((currency) =>
    report.groups(currency).map((group) => {
      if (groupBy === 'account') return named(group, base);
      return compareTo === undefined ? group : { ...group, ...report.compared(group, currency, compareTo) };
    }),
  );
  return { groups, totals: currencies.map((currency) => report.total(currency)) };
}

/** With the account's name as of the moment. */
function named(group: SalesGroup, base: Base): SalesGroup {
  const name = group.key === null ? null : base.attributesOf(group.key).name;
  return name === null ? group : { ...group, name };
}

class Tally {
  private readonly count = { opened: 0, open: 0, won: 0, lost: 0 };
  private readonly days: { won: number[]; lost: number[] } = { won: [], lost: [] };
  private revenue = 0;

  opened({ status }: DealAsOf): void {
    this.count.opened += 1;
    if (status === 'open') this.count.open += 1;
  }

  closed({ status, daysToClose }: DealAsOf, amount: number): void {
    if (status === 'open') return;
    this.count[status] += 1;
    if (daysToClose !== null) this.days[status].push(daysToClose);
    if (status === 'won') this.revenue += amount;
  }

  figures(currency: string | null): SalesFigures {
    const { opened, open, won, lost } = this.count;
    const { revenue } = this;
    return {
      opened,
      won,
      lost,
      open,
      winRate: won + lost === 0 ? null : toRate(won / (won + lost)),
      revenue,
      meanDeal: won === 0 ? null : toMinor(revenue / won),
      daysToClose: { won: meanAndMedian(this.days.won), lost: meanAndMedian(this.days.lost) },
      currency,
    };
  }
}

/** Deals by group and in total, separately for each currency. */
class SalesReport {
  private readonly tallies = new GroupedTallies(() => new Tally());

  constructor(private readonly groupBy: SalesDimension) {}

  get currencies(): Iterable<string> {
    return this.tallies.currencies;
  }

  add(deal: DealAsOf): void {
    const opened = (tally: Tally) => {
      tally.opened(deal);
    };
    const closed = (tally: Tally, amount: number) => {
      tally.closed(deal, amount);
    };
    this.tallies.add(deal.currency, this.amounts(deal, deal.opened), deal.amount, opened);
    if (deal.closed !== null)
      this.tallies.add(deal.currency, this.amounts(deal, deal.closed), deal.amount, closed);
  }

  groups(currency: string | null): SalesGroup[] {
    const tallies = this.tallies.groups(currency);
    const groups = tallies.map(([key, tally]) => ({ key, ...tally.figures(currency) })).sort(byKey);
    return this.groupBy === 'quarter' ? groups : groups.sort((a, b) => b.revenue - a.revenue);
  }

  /** A quarter's figures beside those of an earlier one; a quarter without a deal closed in it has zeros. */
  compared(now: SalesGroup, currency: string | null, comparison: Comparison): ComparedSales {
    const key = now.key === null ? undefined : keyBefore('quarter', now.key, comparison);
    const [, tally = new Tally()] = this.tallies.groups(currency).find(([each]) => each === key) ?? [];
    const { won, lost, winRate, revenue, meanDeal } = tally.figures(currency);
    const before = { won, lost, winRate, revenue, meanDeal };
    return { before, change: changeOf(now, before) };
  }

  total(currency: string | null): SalesFigures {
    return this.tallies.total(currency).figures(currency);
  }

  /** `day`: when what is counted happened. */
  private amounts({ owner, account, amount, products }: DealAsOf, day: string): Iterable<[Key, number]> {
    switch (this.groupBy) {
      case 'owner':
        return [[owner, amount]];
      case 'account':
        return [[account, amount]];
      case 'quarter':
        return [[quarterOf(day), amount]];
      case 'product':
        return products.length === 0 ? [[null, amount]] : sumByKey(products, ({ product }) => product);
    }
  }
}

/** With an even number of values, the median is the mean of the two in the middle. */
function meanAndMedian(days: readonly number[]): DaysAnswer {
  if (days.length === 0) return { mean: null, median: null };
  const sorted = Float64Array.from(days).sort();
  const sum = sorted.reduce((all, each) => all + each, 0);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? 0;
  return { mean: toHundredths(sum / sorted.length), median: toHundredths((lower + upper) / 2) };
}
