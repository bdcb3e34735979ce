import { type Read } from '../../event-sourcing/core.js';
import { monthOf, quarterOf } from '../days.js';
import { dayOfFact, type PurchaseFact, type PurchaseLine } from './purchases.projection.js';
import { byKey, type Key, getOrAdd } from '../groups.js';
import { type PurchaseDimension, type PurchaseFigures, type PurchaseGroup } from './purchases.answers.js';

/** Counts purchases. Facts come in the order of their days, so the customers of one day are all it has to remember. */
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

/** Purchases in groups and in all, each currency for itself. */
export class PurchaseReport {
  private readonly byCurrency = new Map<string, { total: Tally; groups: Map<Key, Tally> }>();

  /** `regionOf` tells a customer's region, for that dimension alone. */
  constructor(
    private readonly groupBy: PurchaseDimension,
    private readonly regionOf: (customerId: string) => Key,
  ) {}

  get currencies(): Iterable<string> {
    return this.byCurrency.keys();
  }

  /** Facts are to come in the order of their days. */
  add(fact: Read<PurchaseFact>): void {
    const day = dayOfFact(fact);
    const make = () => ({ total: new Tally(), groups: new Map<Key, Tally>() });
    const { total, groups } = getOrAdd(this.byCurrency, fact.currency, make);
    total.add(fact, day, sumOf(fact.lines));
    for (const [key, amount] of this.amounts(fact, day)) {
      getOrAdd(groups, key, () => new Tally()).add(fact, day, amount);
    }
  }

  groups(currency: string | null): PurchaseGroup[] {
    const tallies = [...(this.byCurrency.get(currency ?? '')?.groups ?? [])];
    const groups = tallies.map(([key, tally]) => ({ key, ...tally.figures(currency) })).sort(byKey);
    const inTime = this.groupBy === 'month' || this.groupBy === 'quarter';
    return inTime ? groups : groups.sort((a, b) => b.net - a.net);
  }

  total(currency: string | null): PurchaseFigures {
    return (this.byCurrency.get(currency ?? '')?.total ?? new Tally()).figures(currency);
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
        return summed(lines, ({ product }) => product);
      case 'category':
        return summed(lines, ({ category }) => category ?? null);
    }
  }
}

const sumOf = (lines: readonly PurchaseLine[]): number => lines.reduce((sum, { amount }) => sum + amount, 0);

function summed(lines: readonly PurchaseLine[], keyOf: (line: PurchaseLine) => Key): Map<Key, number> {
  const sums = new Map<Key, number>();
  for (const line of lines) sums.set(keyOf(line), (sums.get(keyOf(line)) ?? 0) + line.amount);
  return sums;
}
