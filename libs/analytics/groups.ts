/** A group's key; null for what has none. */
export type Key = string | null;

export const byKey = (a: { readonly key: Key }, b: { readonly key: Key }): number => {
  if (a.key === b.key) return 0;
  if (a.key === null || b.key === null) return a.key === null ? 1 : -1;
  return a.key < b.key ? -1 : 1;
};

/** The value under a key; added if it is missing. */
export function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}

/**
 * What a report is made for, one after another: each currency; where there is none, null, so that there is an answer.
 */
export const eachOf = (currencies: readonly string[]): readonly (string | null)[] =>
  currencies.length === 0 ? [null] : currencies;

/** A tally of everything and one for each group, separately for each currency. */
export class GroupedTallies<Tally> {
  private readonly byCurrency = new Map<string, { total: Tally; groups: Map<Key, Tally> }>();

  constructor(private readonly newTally: () => Tally) {}

  get currencies(): Iterable<string> {
    return this.byCurrency.keys();
  }

  /** `parts`: the amount that goes to each group. */
  add(
    currency: string,
    parts: Iterable<readonly [Key, number]>,
    total: number,
    add: (tally: Tally, amount: number) => void,
  ): void {
    const tallies = getOrAdd(this.byCurrency, currency, () => this.empty());
    add(tallies.total, total);
    for (const [key, amount] of parts) add(getOrAdd(tallies.groups, key, this.newTally), amount);
  }

  total(currency: string | null): Tally {
    return this.of(currency).total;
  }

  groups(currency: string | null): [Key, Tally][] {
    return [...this.of(currency).groups];
  }

  private of(currency: string | null) {
    return this.byCurrency.get(currency ?? '') ?? this.empty();
  }

  private empty() {
    return { total: this.newTally(), groups: new Map<Key, Tally>() };
  }
}

/** The sum of the amounts of each key. */
export function sumByKey<T extends { readonly amount: number }>(
  items: readonly T[],
  keyOf: (item: T) => Key,
): Map<Key, number> {
  const sums = new Map<Key, number>();
  for (const item of items) sums.set(keyOf(item), (sums.get(keyOf(item)) ?? 0) + item.amount);
  return sums;
}
