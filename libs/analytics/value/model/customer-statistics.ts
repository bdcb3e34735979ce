/**
 * What the models need of one customer: all that a likelihood depends on (sufficient statistics). Times in days.
 * Purchases of one day are one purchase, as in Fader, Hardie and Lee, "Counting your customers the easy way" (2005).
 */
export interface CustomerStatistics {
  /** Repeat purchase days: the first one left out. */
  readonly frequency: number;
  /** Days from the first purchase to the last; 0 without a repeat purchase. */
  readonly recency: number;
  /** Days from the first purchase to the end of the observation. */
  readonly age: number;
  /** Mean spend of the repeat purchase days, in major units of a currency; 0 without one. */
  readonly meanSpend: number;
}

/** Customers with equal frequency, recency and age. */
export interface StatisticsGroup {
  readonly frequency: number;
  readonly recency: number;
  readonly age: number;
  readonly customers: number;
}

/** Days fit in five digits for 270 years, and three numbers of that size in one safe integer. */
const RADIX = 100_000;

/** Counts equal customers, so that a likelihood is computed once for each distinct one. */
export class StatisticsGroups {
  private readonly counts = new Map<number, number>();

  add({ frequency, recency, age }: CustomerStatistics): void {
    const key = (frequency * RADIX + recency) * RADIX + age;
    this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
  }

  *[Symbol.iterator](): Generator<StatisticsGroup> {
    for (const [key, customers] of this.counts) {
      const rest = Math.floor(key / RADIX);
      yield { frequency: Math.floor(rest / RADIX), recency: rest % RADIX, age: key % RADIX, customers };
    }
  }

  get size(): number {
    return this.counts.size;
  }
}
