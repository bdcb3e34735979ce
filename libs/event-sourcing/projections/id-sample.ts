import { hashOf } from './id-hash.js';

export interface IdSampleOptions {
  /** How many ids are kept, those that are given from the start left aside. */
  readonly size: number;
  /** Which ids are drawn depends on it. */
  readonly salt: string;
  /** Ids whose hash is less are passed over: they were in an earlier part. 0 when absent. */
  readonly from?: number;
}

/**
 * A sample of ids that are met one after another, nobody knows how many: those with the least hashes. What is kept in the
 * end was kept ever since it was first met. Several samples, each from where the one before ended, take in every id.
 */
export class IdSample<Entry> {
  private readonly kept = new Map<string, { readonly hash: number; readonly entry: Entry }>();
  private readonly given = new Map<string, Entry>();
  private below = Infinity;

  constructor(
    private readonly options: IdSampleOptions,
    private readonly make: (id: string) => Entry,
  ) {}

  /** Keeps the id, whatever its hash. */
  give(id: string): void {
    this.given.set(id, this.make(id));
  }

  /** Undefined: the id is not in the sample. */
  meet(id: string): Entry | undefined {
    const known = this.find(id);
    if (known !== undefined) return known;
    const { size, salt, from = 0 } = this.options;
    const hash = hashOf(`${salt} ${id}`);
    if (hash < from || hash >= this.below) return undefined;
    const entry = this.make(id);
    this.kept.set(id, { hash, entry });
    if (this.kept.size > 2 * size) this.narrow();
    return entry;
  }

  find(id: string): Entry | undefined {
    return this.given.get(id) ?? this.kept.get(id)?.entry;
  }

  /** Of those that are in the sample so far; some may still go. */
  *entries(): Generator<Entry> {
    yield* this.given.values();
    for (const { entry } of this.kept.values()) yield entry;
  }

  /** Leaves as many as were asked for; returns where the next sample goes on, undefined when there are no more ids. */
  close(): number | undefined {
    if (this.kept.size > this.options.size) this.narrow();
    return this.below === Infinity ? undefined : this.below;
  }

  private narrow(): void {
    const hashes = Float64Array.from([...this.kept.values()].map(({ hash }) => hash)).sort();
    this.below = hashes[this.options.size] ?? Infinity;
    for (const [id, { hash }] of this.kept) if (hash >= this.below) this.kept.delete(id);
  }
}
