/**
 * Numbers that look random and are always the same for the same seed (splitmix32: a counter whose bits are mixed).
 * Good enough for made-up data, and for nothing secret.
 */
export class Random {
  private state: number;

  constructor(...seed: readonly number[]) {
    this.state = seed.reduce((state, part) => mixed(Math.imul(state, 31) + part), 1);
  }

  /** From 0 up to, and without, 1. */
  next(): number {
    this.state = (this.state + 0x9e3779b9) | 0;
    return (mixed(this.state) >>> 0) / 2 ** 32;
  }

  /** A whole number, both ends included. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(items: readonly [T, ...T[]]): T {
    return items[this.whole(0, items.length - 1)] ?? items[0];
  }

  /** One of them, each as likely as its weight is large. */
  weighted<T>(items: readonly [readonly [T, number], ...(readonly [T, number])[]]): T {
    let left = this.next() * items.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [item, weight] of items) {
      left -= weight;
      if (left < 0) return item;
    }
    return items[0][0];
  }

  /** A waiting time, exponentially distributed. */
  waiting(mean: number): number {
    return -Math.log(1 - this.next()) * mean;
  }
}

const mixed = (bits: number): number => {
  const once = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
  return twice ^ (twice >>> 16);
};
