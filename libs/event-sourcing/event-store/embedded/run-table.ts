import { type Database, type RootDatabase } from 'lmdb';
import { BloomFilter, hashOf, type NameHash } from './bloom-filter.js';
import { putAtTheEnd } from './put-at-the-end.js';

/** Consecutive revisions of one stream, from `first` on, and the place in the log of each. */
export interface Segment {
  readonly first: number;
  readonly places: readonly number[];
}

/** The index over a range of places in the log, as it is stored, and a filter over the streams in it. */
export interface Run {
  /** The last place of the range; runs follow one another without gaps. */
  readonly upTo: number;
  readonly filter: BloomFilter;
}

/**
 * The runs of the index of streams on disk. Each is a hash table: 256 buckets of lines, a line for each of its streams,
 * with the first revision and how far before the end of the run each event stands. So a run of thousands of streams is
 * a few hundred writes at the end of the table, and a look-up reads one bucket.
 */
export class RunTable {
  private readonly buckets: Database<string, [upTo: number, bucket: number]>;
  private readonly filters: Database<Buffer, number>;

  constructor(root: RootDatabase) {
    this.buckets = root.openDB('runs', { encoding: 'string' });
    this.filters = root.openDB('filters', { encoding: 'binary' });
  }

  /** The runs after the place `upTo`, in their order. */
  after(upTo: number): Run[] {
    const stored = this.filters.getRange({ start: upTo + 1 });
    return [...stored].map(({ key, value }) => ({ upTo: key, filter: new BloomFilter(value) }));
  }

  /** Inside a transaction: stores the segments of all streams that have events between the run before and `upTo`. */
  put(upTo: number, segments: ReadonlyMap<string, Segment>): Run {
    const filter = new BloomFilter();
    const buckets: string[] = [];
    for (const [stream, { first, places }] of segments) {
      const hash = hashOf(stream);
      filter.add(hash);
      const numbers = [first, ...places.map((place) => upTo - place)];
      const bucket = bucketOf(hash);
      buckets[bucket] = `${buckets[bucket] ?? ''}\n${stream} ${numbers.join(' ')}`;
    }
    buckets.forEach((lines, bucket) => {
      putAtTheEnd(this.buckets, [upTo, bucket], lines);
    });
    void this.filters.put(upTo, Buffer.from(filter.bytes));
    return { upTo, filter };
  }

  /** The segment of a stream in the run that ends at `upTo`. */
  segmentOf(upTo: number, stream: string, hash: NameHash): Segment | undefined {
    const lines = this.buckets.get([upTo, bucketOf(hash)]);
    const before = `\n${stream} `;
    const at = lines?.indexOf(before) ?? -1;
    if (lines === undefined || at === -1) return undefined;
    const end = lines.indexOf('\n', at + before.length);
    const numbers = lines.slice(at + before.length, end === -1 ? undefined : end).split(' ');
    const [first = 0, ...distances] = numbers.map(Number);
    return { first, places: distances.map((distance) => upTo - distance) };
  }
}

/** By the bits that the filter uses least. */
const bucketOf = ([first]: NameHash): number => first >>> 24;
