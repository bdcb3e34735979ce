/** What this process knows of a value that others change. */
export interface Sighting {
  /** How long the value has been seen as it is, in milliseconds. */
  readonly age: number;
  /** It has been another before. */
  readonly changed: boolean;
}

/**
 * How long this process has seen values as they are. Only its own monotonic clock takes part, so neither a clock that is
 * stepped nor one that differs from another process's has any effect.
 */
export class Sightings {
  private readonly seen = new Map<string, Sighting & { readonly value: string; readonly at: number }>();

  constructor(
    /** In milliseconds; it never goes back. */
    private readonly clock: () => number,
    /** The most that counts between two looks: who didn't look can't tell what he missed. */
    private readonly longestGap = Infinity,
  ) {}

  look(key: string, value: string): Sighting {
    const at = this.clock();
    const before = this.seen.get(key);
    const same = before?.value === value;
    const age = same ? before.age + Math.min(at - before.at, this.longestGap) : 0;
    const changed = before !== undefined && (before.changed || !same);
    this.seen.set(key, { value, at, age, changed });
    return { age, changed };
  }
}
