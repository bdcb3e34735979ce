import { type Read } from '../../event-sourcing/core.js';
import { monthOf, quarterOf } from '../days.js';
import { dayOfFact, type PurchaseFact, type PurchaseLine } from './purchases.projection.js';
import { byKey, GroupedTallies, type Key, sumByKey } from '../groups.js';
import { type PurchaseDimension, type PurchaseFigures, type PurchaseGroup } from './purchases.answers.js';

/** Counts purchases. Facts come in the order of their days: to count purchase days, one day's customers are kept. */
class Tally {
  private readonly customers = new Set<string>();
  private orders = 0;
  private purchaseDays = 0;
  private gross = 0;
  private refunded = 0;
  private day = '';
  private readonly today = new Set<string>();

  add({ kind, customerId }: PurchaseFact, day: string, amount: number): void {
    if (kind === 'refund') {
      this.refunded += amount;
      return;
    }
    this.orders += 1;
    this.gross += amount;
    this.customers.add(customerId);
    if (day !== this.day) this.today.clear();
    this.day = day;
    if (!this.today.has(customerId)) this.purchaseDays += 1;
    this.today.add(customerId);
  }

  figures(currency: string | null): PurchaseFigures {
    const { orders, purchaseDays, gross, refunded } = this;
    const net = gross - refunded;
    return { customers: this.customers.size, orders, purchaseDays, currency, gross, refunded, net };
  }
}

/** Purchases by group and in total, separately for each currency. */
export class PurchaseReport {
  private readonly tallies = new GroupedTallies(() => new Tally());

  /** `regionOf` gives a customer's region; it is used to group by region only. */
  constructor(
    private readonly groupBy: PurchaseDimension,
    private readonly regionOf: (customerId: string) => Key,
  ) {}

  get currencies(): Iterable<string> {
    return this.tallies.currencies;
  }

  /** Facts must be added in the order of their days. */
  add(fact: Read<PurchaseFact>): void {
    const day = dayOfFact(fact);
    this.tallies.add(fact.currency, this.amounts(fact, day), sumOf(fact.lines), (tally, amount) => {
      tally.add(fact, day, amount);
    });
  }

  groups(currency: string | null): PurchaseGroup[] {
    const tallies = this.tallies.groups(currency);
    const groups = tallies.map(([key, tally]) => ({ key, ...tally.figures(currency) })).sort(byKey);
    const inTime = this.groupBy === 'month' || this.groupBy === 'quarter';
    return inTime ? groups : groups.sort((a, b) => b.net - a.net);
  }

  total(currency: string | null): PurchaseFigures {
    return this.tallies.total(currency).figures(currency);
  }

  private amounts({ customerId, channel, lines }: PurchaseFact, day: string): Iterable<[Key, number]> {
    switch (this.groupBy) {
      case 'month':
        return [[monthOf(day), sumOf(lines)]];
      case 'quarter':
        return [[quarterOf(day), sumOf(lines)]];
      case 'channel':
        return [[channel ?? null, sumOf(lines)]];
      case 'region':
        return [[this.regionOf(customerId), sumOf(lines)]];
      case 'product':
        return sumByKey(lines, ({ product }) => product);
      case 'category':
        return sumByKey(lines, ({ category }) => category ?? null);
    }
  }
}

const sumOf = (lines: readonly PurchaseLine[]): number => lines.reduce((sum, { amount }) => sum + amount, 0);
