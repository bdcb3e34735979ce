import { type Times } from '../base/kept-counts.js';
import { dayNumber, dayText } from '../facts/epoch-days.js';
import { toHundredths, toMinor, toRate } from '../rounding.js';
import { type Key } from '../groups.js';
import { type GroupKeys } from './group-keys.js';
import { type DaysAnswer, type PurchaseFigures, type PurchaseSums } from './purchases.answers.js';

/** The mean month and year: a Julian year of 365.25 days. */
const DAYS_PER_YEAR = 365.25;
const DAYS_PER_MONTH = DAYS_PER_YEAR / 12;

/** The days that a group's figures are of, both included. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * Counts purchases of one group. They come visit by visit: all of one customer's, in the order of their days; a visit with
 * `times` −1 takes away what an earlier visit of the same purchases added.
 */
export class PurchaseTally {
  private facts = 0;
  private customers = 0;
  private repeating = 0;
  private orders = 0;
  private purchaseDays = 0;
  private units = 0;
  private gross = 0;
  private refunded = 0;
  private readonly days = new DayCounts();
  private visit = 0;
  private visitDays = 0;
  private day = 0;
  private gaps: DayCounts | undefined;
  private toSecond: DayCounts | undefined;

  /** Of the first order; undefined without one. */
  get firstDay(): number | undefined {
    return this.days.range()?.first;
  }

  get isEmpty(): boolean {
    return this.facts === 0;
  }

  refund(amount: number, times: Times): void {
    this.facts += times;
    this.refunded += times * amount;
  }

  order(visit: number, day: number, amount: number, units: number, times: Times): void {
    this.facts += times;
    this.orders += times;
    this.gross += times * amount;
    this.units += times * units;
    this.days.add(day, times);
    if (visit !== this.visit) {
      this.customers += times;
      this.visit = visit;
      this.visitDays = 0;
    } else if (day === this.day) return;
    if (this.visitDays > 0) (this.gaps ??= new DayCounts()).add(day - this.day, times);
    this.visitDays += 1;
    if (this.visitDays === 2) {
      this.repeating += times;
      (this.toSecond ??= new DayCounts()).add(day - this.day, times);
    }
    this.purchaseDays += times;
    this.day = day;
  }

  /** What is compared with another time. */
  sums(): PurchaseSums {
    const { customers, orders, purchaseDays, units, gross, refunded } = this;
    const averageOrder = orders === 0 ? null : toMinor(gross / orders);
    return { customers, orders, purchaseDays, units, gross, refunded, net: gross - refunded, averageOrder };
  }

  /**
   * The figures, with the group's key before them. `span`: the group's days, as far as they are asked for; open at
   * its beginning: from the group's first order.
   */
  figures(
    key: Key,
    currency: string | null,
    span: Partial<Span> & { readonly to: number },
    asOf: string,
  ): PurchaseFigures & Pick<GroupKeys, 'key'> {
    const { customers, orders, purchaseDays, units, gross, refunded } = this;
    const range = this.days.range();
    const from = span.from ?? range?.first;
    const days = from === undefined ? 0 : Math.max(1, span.to - from + 1);
    const per = (unit: number) =>
      customers === 0 || days === 0 ? null : toHundredths((orders / customers / days) * unit);
    const none = orders === 0;
    // Field by field: there may be ten thousand groups, and an object spread into another takes ten times as long.
    return {
      key,
      customers,
      orders,
      purchaseDays,
      units,
      gross,
      refunded,
      net: gross - refunded,
      averageOrder: none ? null : toMinor(gross / orders),
      currency,
      perMonth: per(DAYS_PER_MONTH),
      perYear: per(DAYS_PER_YEAR),
      daysBetween: meanAndMedianOf(this.gaps),
      repeatShare: customers === 0 ? null : toRate(this.repeating / customers),
      daysToSecond: meanAndMedianOf(this.toSecond),
      firstOrder: range ? dayText(range.first) : null,
      lastOrder: range ? dayText(range.last) : null,
      daysSinceLast: range ? dayNumber(asOf) - range.last : null,
    };
  }
}

const meanAndMedianOf = (counts: DayCounts | undefined): DaysAnswer =>
  counts?.meanAndMedian() ?? { mean: null, median: null };

/** How often each day, or number of days, was counted. */
class DayCounts {
  private readonly counts = new Map<number, number>();
  private count = 0;
  private sum = 0;

  add(days: number, times: Times): void {
    const count = (this.counts.get(days) ?? 0) + times;
    if (count === 0) this.counts.delete(days);
    else this.counts.set(days, count);
    this.count += times;
    this.sum += times * days;
  }

  /** The lowest and the highest; undefined without any. */
  range(): { readonly first: number; readonly last: number } | undefined {
    if (this.counts.size === 0) return undefined;
    let [first, last] = [Infinity, -Infinity];
    for (const days of this.counts.keys()) {
      if (days < first) first = days;
      if (days > last) last = days;
    }
    return { first, last };
  }

  /** With an even number of values, the median is the mean of the two in the middle. */
  meanAndMedian(): DaysAnswer {
    const { count, sum } = this;
    if (count === 0) return { mean: null, median: null };
    const lower = Math.ceil(count / 2);
    const upper = Math.floor(count / 2) + 1;
    let [below, lowerDays] = [0, 0];
    for (const days of [...this.counts.keys()].sort((a, b) => a - b)) {
      const before = below;
      below += this.counts.get(days) ?? 0;
      if (before < lower) lowerDays = days;
      if (below >= upper)
        return { mean: toHundredths(sum / count), median: toHundredths((lowerDays + days) / 2) };
    }
    return { mean: toHundredths(sum / count), median: toHundredths(lowerDays) };
  }
}
