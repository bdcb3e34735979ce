import { daysBetween } from '../days.js';
import { dayText } from '../facts/epoch-days.js';
import { toHundredths, toMinor, toRate } from '../rounding.js';
import { type DaysAnswer, type PurchaseFigures, type PurchaseSums } from './purchases.answers.js';

/** The mean month and year: a Julian year of 365.25 days. */
const DAYS_PER_YEAR = 365.25;
const DAYS_PER_MONTH = DAYS_PER_YEAR / 12;

/** The days that a group's figures are of, both included. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Counts purchases of one group. They come customer by customer, each customer's in the order of their days. */
export class PurchaseTally {
  private customers = 0;
  private repeating = 0;
  private orders = 0;
  private purchaseDays = 0;
  private units = 0;
  private gross = 0;
  private refunded = 0;
  private first = Infinity;
  private last = -Infinity;
  private customer = '';
  private customerDays = 0;
  private day = 0;
  private readonly gaps: number[] = [];
  private readonly toSecond: number[] = [];

  /** Of the first order; undefined without one. */
  get firstDay(): number | undefined {
    return this.orders === 0 ? undefined : this.first;
  }

  refund(amount: number): void {
    this.refunded += amount;
  }

  order(customerId: string, day: number, amount: number, units: number): void {
    this.orders += 1;
    this.gross += amount;
    this.units += units;
    if (day < this.first) this.first = day;
    if (day > this.last) this.last = day;
    if (customerId !== this.customer) {
      this.customers += 1;
      this.customer = customerId;
      this.customerDays = 0;
    } else if (day === this.day) return;
    if (this.customerDays > 0) this.gaps.push(day - this.day);
    this.customerDays += 1;
    if (this.customerDays === 2) {
      this.repeating += 1;
      this.toSecond.push(day - this.day);
    }
    this.purchaseDays += 1;
    this.day = day;
  }

  /** What is compared with another time. */
  sums(): PurchaseSums {
    const { customers, orders, purchaseDays, units, gross, refunded } = this;
    const averageOrder = orders === 0 ? null : toMinor(gross / orders);
    return { customers, orders, purchaseDays, units, gross, refunded, net: gross - refunded, averageOrder };
  }

  /** `span`: the group's days, as far as they are asked for; open at its beginning: from the group's first order. */
  figures(
    currency: string | null,
    span: Partial<Span> & { readonly to: number },
    asOf: string,
  ): PurchaseFigures {
    const { customers, orders } = this;
    const from = span.from ?? this.first;
    const days = Number.isFinite(from) ? Math.max(1, span.to - from + 1) : 0;
    const per = (unit: number) =>
      customers === 0 || days === 0 ? null : toHundredths((orders / customers / days) * unit);
    return {
      ...this.sums(),
      currency,
      perMonth: per(DAYS_PER_MONTH),
      perYear: per(DAYS_PER_YEAR),
      daysBetween: meanAndMedian(this.gaps),
      repeatShare: customers === 0 ? null : toRate(this.repeating / customers),
      daysToSecond: meanAndMedian(this.toSecond),
      firstOrder: orders === 0 ? null : dayText(this.first),
      lastOrder: orders === 0 ? null : dayText(this.last),
      daysSince: orders === 0 ? null : daysBetween(dayText(this.last), asOf),
    };
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
