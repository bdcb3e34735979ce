interface Keyed<T> {
  readonly key: Uint8Array;
  readonly item: T;
}

/** Keeps the `limit` items with the least keys of all that are offered, in memory for no more than these. */
export class TopK<T> {
  /** A heap with the greatest key on top. */
  private readonly heap: Keyed<T>[] = [];

  constructor(private readonly limit: number) {}

  offer(key: Uint8Array, item: T): void {
    if (this.heap.length < this.limit) {
      this.heap.push({ key, item });
      if (Number.isFinite(this.limit)) this.rise(this.heap.length - 1);
    } else if (this.limit > 0 && Buffer.compare(key, this.at(0).key) < 0) {
      this.heap[0] = { key, item };
      this.sink(0);
    }
  }

  /** The items kept, least key first. */
  sorted(): T[] {
    return this.heap.sort((a, b) => Buffer.compare(a.key, b.key)).map(({ item }) => item);
  }

  private rise(index: number): void {
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.swapIfGreater(index, parent)) return;
      index = parent;
    }
  }

  private sink(index: number): void {
    for (;;) {
      const left = index * 2 + 1;
      if (left >= this.heap.length) return;
      const right = left + 1;
      const child = right < this.heap.length && this.greater(right, left) ? right : left;
      if (!this.swapIfGreater(child, index)) return;
      index = child;
    }
  }

  private swapIfGreater(below: number, above: number): boolean {
    if (!this.greater(below, above)) return false;
    const moved = this.at(below);
    this.heap[below] = this.at(above);
    this.heap[above] = moved;
    return true;
  }

  private greater(a: number, b: number): boolean {
    return Buffer.compare(this.at(a).key, this.at(b).key) > 0;
  }

  private at(index: number): Keyed<T> {
    const entry = this.heap[index];
    if (entry === undefined) throw new RangeError(`No entry ${index} in a heap of ${this.heap.length}`);
    return entry;
  }
}
