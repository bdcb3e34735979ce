import { type Base } from '../base/base.js';
import { isPeriod } from '../facts/periods.js';
import { toHundredths, toMinor, toRate } from '../rounding.js';
import { type DealAsOf } from '../facts/deal-as-of.js';
import { byKey, eachOf, GroupedTallies, type Key, sumByKey } from '../groups.js';
import { changeOf, type Comparison, keyBefore } from '../comparison.js';
import { type KnownBuyer } from '../purchases/purchase-dimensions.js';
import { DealAccounts, type DealSelection, keysOfDeal, type SalesDimension } from './deal-dimensions.js';
import { type ComparedSales, type DaysAnswer, type SalesFigures, type SalesGroup } from './sales.answers.js';

export interface SalesAsk extends DealSelection {
  /** Each period is compared with another. */
  readonly compareTo?: Comparison | undefined;
  readonly groupBy: SalesDimension;
  readonly currency?: string | undefined;
  /** What was opened, won and lost from one day to another, both included. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Deals by one dimension, and in total, currency by currency. */
export async function reportSales(ask: SalesAsk, base: Base) {
  const { groupBy, currency: given, compareTo } = ask;
  const report = new SalesReport(ask);
  const accounts = new DealAccounts(ask, base, groupBy);
  for await (const deal of base.deals(given)) {
    const currency = given ?? deal.currency;
    const counted = await accounts.passing(deal, currency);
    if (!counted) continue;
    const known = counted.account === null ? undefined : await accounts.of(counted.account, currency);
    // Of what deals are worth, that of won ones alone is said: others need no rate.
    report.add(counted.status === 'won' ? base.inAnswer(counted) : { ...counted, currency }, known);
  }
  const currencies = eachOf(given === undefined ? [...report.currencies].sort() : [given]);
  const groups = currencies.flatMap((currency) =>
    report.groups(currency).map((group) => {
      if (groupBy === 'customer') return named(group, base);
      return compareTo === undefined ? group : { ...group, ...report.compared(group, currency, compareTo) };
    }),
  );
  return { groups, totals: currencies.map((currency) => report.total(currency)) };
}

/** With the customer's name as of the moment. */
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

  constructor(private readonly ask: Pick<SalesAsk, 'groupBy' | 'from' | 'to'>) {}

  get currencies(): Iterable<string> {
    return this.tallies.currencies;
  }

  /** `known`: the customer that it is with. */
  add(deal: DealAsOf, known: KnownBuyer | undefined): void {
    const opened = (tally: Tally) => {
      tally.opened(deal);
    };
    const closed = (tally: Tally, amount: number) => {
      tally.closed(deal, amount);
    };
    const counts: readonly [string | null, typeof closed][] = [
      [deal.opened, opened],
      [deal.closed, closed],
    ];
    for (const [day, count] of counts) {
      if (day === null || !this.isWithin(day)) continue;
      this.tallies.add(deal.currency, this.amounts(deal, day, known), deal.amount, count);
    }
  }

  private isWithin(day: string): boolean {
    const { from, to } = this.ask;
    return (from === undefined || day >= from) && (to === undefined || day <= to);
  }

  groups(currency: string | null): SalesGroup[] {
    const tallies = this.tallies.groups(currency);
    const groups = tallies.map(([key, tally]) => ({ key, ...tally.figures(currency) })).sort(byKey);
    return isPeriod(this.ask.groupBy) ? groups : groups.sort((a, b) => b.revenue - a.revenue);
  }

  /** A period's figures beside those of an earlier one; a period without a deal closed in it has zeros. */
  compared(now: SalesGroup, currency: string | null, comparison: Comparison): ComparedSales {
    const { groupBy } = this.ask;
    const key = now.key === null || !isPeriod(groupBy) ? undefined : keyBefore(groupBy, now.key, comparison);
    const [, tally = new Tally()] = this.tallies.groups(currency).find(([each]) => each === key) ?? [];
    const { won, lost, winRate, revenue, meanDeal } = tally.figures(currency);
    const before = { won, lost, winRate, revenue, meanDeal };
    return { before, change: changeOf(now, before) };
  }

  total(currency: string | null): SalesFigures {
    return this.tallies.total(currency).figures(currency);
  }

  private amounts(deal: DealAsOf, day: string, known: KnownBuyer | undefined): Iterable<[Key, number]> {
    const { groupBy } = this.ask;
    const { amount, products } = deal;
    if (groupBy !== 'product')
      return keysOfDeal(groupBy, deal, day, known).map((key): [Key, number] => [key, amount]);
    return products.length === 0 ? [[null, amount]] : sumByKey(products, ({ product }) => product);
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
