import { type Database, type RootDatabase } from 'lmdb';
import { tableIn } from '../../embedded-folder/open-root.js';
import { BloomFilter, hashOf, type NameHash } from './bloom-filter.js';
import { putAtTheEnd } from './put-at-the-end.js';
import { checksum } from './stored-record.js';

/** Consecutive revisions of one stream, from `first` on, and the place in the log of each. */
export interface Segment {
  readonly first: number;
  readonly places: readonly number[];
}

/** The index over a range of places in the log, as it is stored, and a filter over the streams in it. */
export interface Run {
  /** The place before the range; runs follow one another without gaps. */
  readonly from: number;
  /** The last place of the range. */
  readonly upTo: number;
  readonly filter: BloomFilter;
}

/** What stands where a run should be, and isn't what was written there. */
export type Damaged = 'damaged';

const BUCKETS = 256;
const DIGITS = 8;
/** Of the place before the range, in decimal. */
const FROM_DIGITS = 16;

/**
 * The runs of the index of streams on disk. Each is a hash table: 256 buckets of lines, a line for each of its streams,
 * with the first revision and how far before the end of the run each event stands. So a run of thousands of streams is
 * a few hundred writes at the end of the table, and a look-up reads one bucket. Filters and buckets begin with a checksum;
 * buckets without streams are stored too, so that none goes missing unseen.
 */
export class RunTable {
  private readonly buckets: Database<string, [upTo: number, bucket: number]>;
  private readonly filters: Database<Buffer, number>;

  constructor(root: RootDatabase) {
    this.buckets = tableIn(root, 'runs', { encoding: 'string' });
    this.filters = tableIn(root, 'filters', { encoding: 'binary' });
  }

  /** The runs after the place `upTo`, in their order; those whose filter is damaged by their last place alone. */
  after(upTo: number): (Run | number)[] {
    const stored = this.filters.getRange({ start: upTo + 1 });
    return [...stored].map(({ key, value }) => {
      const part = value.subarray(DIGITS);
      if (checksum(part, key) !== value.toString('latin1', 0, DIGITS)) return key;
      const from = Number(part.toString('latin1', 0, FROM_DIGITS));
      return { from, upTo: key, filter: new BloomFilter(part.subarray(FROM_DIGITS)) };
    });
  }

  /** Inside a transaction: stores the segments of all streams that have events after `from`, up to and including `upTo`. */
  put(from: number, upTo: number, segments: ReadonlyMap<string, Segment>): Run {
    const filter = new BloomFilter();
    const buckets = Array.from({ length: BUCKETS }, () => '');
    for (const [stream, { first, places }] of segments) {
      const hash = hashOf(stream);
      filter.add(hash);
      const numbers = [first, ...places.map((place) => upTo - place)];
      const bucket = bucketOf(hash);
      buckets[bucket] = `${buckets[bucket] ?? ''}\n${stream} ${numbers.join(' ')}`;
    }
    buckets.forEach((lines, bucket) => {
      putAtTheEnd(this.buckets, [upTo, bucket], checksum(lines, seedOf(upTo, bucket)) + lines);
    });
    const part = Buffer.concat([Buffer.from(from.toString().padStart(FROM_DIGITS, '0')), filter.bytes]);
    void this.filters.put(upTo, Buffer.concat([Buffer.from(checksum(part, upTo)), part]));
    return { from, upTo, filter };
  }

  /** The segment of a stream in the run that ends at `upTo`. */
  segmentOf(upTo: number, stream: string, hash: NameHash): Segment | Damaged | undefined {
    const bucket = bucketOf(hash);
    const stored = this.buckets.get([upTo, bucket]) ?? '';
    const lines = stored.slice(DIGITS);
    if (checksum(lines, seedOf(upTo, bucket)) !== stored.slice(0, DIGITS)) return 'damaged';
    const before = `\n${stream} `;
    const at = lines.indexOf(before);
    if (at === -1) return undefined;
    const end = lines.indexOf('\n', at + before.length);
    const numbers = lines.slice(at + before.length, end === -1 ? undefined : end).split(' ');
    const [first = 0, ...distances] = numbers.map(Number);
    return { first, places: distances.map((distance) => upTo - distance) };
  }
}

const seedOf = (upTo: number, bucket: number): number => upTo * BUCKETS + bucket;

/** By the bits that the filter uses least. */
const bucketOf = ([first]: NameHash): number => first >>> 24;
