import { type Database, type RootDatabase } from 'lmdb';
import { BloomFilter, hashOf, type NameHash } from './bloom-filter.js';

/** The tail becomes a run when it has this many events … */
const RUN_EVENTS = 8_192;
/** … or this much JSON, in characters: a process that opens the log reads the tail once. */
const RUN_LENGTH = 16_777_216;

const NUMBER_BYTES = 4;

/** Consecutive revisions of one stream, from `first` on, and the place in the log of each. */
interface Segment {
  readonly first: number;
  readonly places: readonly number[];
}

/** A segment, and the number of the run that it stands in. */
interface StoredSegment {
  readonly index: number;
  readonly segment: Segment;
}

/** The events of a range of places in the log, sorted by stream, and a filter over these streams. */
export interface Run {
  /** The last place of the range; runs follow one another without gaps. */
  readonly upTo: number;
  readonly filter: BloomFilter;
}

/** What the index needs to know of an event. */
export interface IndexedEvent {
  readonly place: number;
  readonly stream: string;
  readonly revision: number;
  /** Of its JSON, in characters. */
  readonly length: number;
}

/**
 * Finds the events of a stream in the log.
 *
 * One sorted table of all streams would cost each append a page somewhere in the middle of it: with a million
 * events that is several times the cost of writing the event. So the index is only ever written at its end:
 * the latest events are indexed in memory, in each process (the tail, read from the log when opened), and now
 * and then the tail is stored as one sorted run. A lookup asks the tail, and then the runs from the latest
 * back, passing over those whose Bloom filter doesn't know the stream.
 */
export class StreamIndex {
  private readonly segments: Database<Buffer, [number, string]>;
  private readonly filters: Database<Buffer, number>;
  private runs: Run[] = [];
  private tail = new Map<string, { first: number; places: number[] }>();
  private tailEvents = 0;
  private tailLength = 0;

  constructor(root: RootDatabase) {
    this.segments = root.openDB<Buffer, [number, string]>('runs', { encoding: 'binary' });
    this.filters = root.openDB<Buffer, number>('filters', { encoding: 'binary' });
  }

  /** Up to which place the index knows the log. */
  get upTo(): number {
    return this.runsUpTo + this.tailEvents;
  }

  /** Takes up the runs that other processes have stored; what they hold leaves the tail. */
  loadRuns(): void {
    const stored = this.filters.getRange({ start: this.runsUpTo + 1 });
    const runs = [...stored].map(({ key, value }) => ({ upTo: key, filter: new BloomFilter(value) }));
    if (runs.length === 0) return;
    this.runs.push(...runs);
    this.clearTail();
  }

  /** Adds the event at the place after `upTo`. */
  add({ place, stream, revision, length }: IndexedEvent): void {
    const segment = this.tail.get(stream);
    if (segment === undefined) this.tail.set(stream, { first: revision, places: [place] });
    else segment.places.push(place);
    this.tailEvents += 1;
    this.tailLength += length;
  }

  /**
   * Inside a transaction: stores the tail as a run when it has become long. The run is to be added when the transaction is
   * on disk.
   */
  storeLongTail(): Run | undefined {
    if (this.tailEvents < RUN_EVENTS && this.tailLength < RUN_LENGTH) return undefined;
    const { upTo } = this;
    const filter = new BloomFilter();
    for (const stream of [...this.tail.keys()].sort()) {
      const segment = this.tail.get(stream);
      if (segment !== undefined) void this.segments.put([upTo, stream], encode(segment, upTo));
      filter.add(hashOf(stream));
    }
    void this.filters.put(upTo, Buffer.from(filter.bytes));
    return { upTo, filter };
  }

  /** Adds a run that is stored, and stands for all of the tail. */
  addRun(run: Run): void {
    this.runs.push(run);
    this.clearTail();
  }

  lastRevision(stream: string): number | undefined {
    const latest =
      this.tail.get(stream) ?? this.storedBefore(this.runs.length, stream, hashOf(stream))?.segment;
    return latest && lastOf(latest);
  }

  /** The places of up to `limit` events of a stream, from `revision` on (back). */
  places(stream: string, revision: number, limit: number, backwards: boolean): number[] {
    return backwards ? this.placesBefore(stream, revision, limit) : this.placesFrom(stream, revision, limit);
  }

  private placesFrom(stream: string, revision: number, limit: number): number[] {
    const needed: Segment[] = [];
    for (const segment of this.latestFirst(stream)) {
      if (lastOf(segment) < revision) break;
      needed.unshift(segment);
      if (segment.first <= revision) break;
    }
    return needed.flatMap(({ first, places }) => places.slice(Math.max(0, revision - first))).slice(0, limit);
  }

  private placesBefore(stream: string, revision: number, limit: number): number[] {
    const needed: number[][] = [];
    let count = 0;
    for (const { first, places } of this.latestFirst(stream)) {
      if (count >= limit) break;
      const end = Math.max(0, revision - first + 1);
      const before = places.slice(0, end).reverse();
      needed.push(before);
      count += before.length;
    }
    return needed.flat().slice(0, limit);
  }

  private *latestFirst(stream: string): Iterable<Segment> {
    const inTail = this.tail.get(stream);
    if (inTail !== undefined) yield inTail;
    const hash = hashOf(stream);
    let found = this.storedBefore(this.runs.length, stream, hash);
    for (; found !== undefined; found = this.storedBefore(found.index, stream, hash)) yield found.segment;
  }

  /** The segment of a stream in the latest of the runs before the one at `end` that has any. */
  private storedBefore(end: number, stream: string, hash: NameHash): StoredSegment | undefined {
    for (let index = end - 1; index >= 0; index -= 1) {
      const run = this.runs[index];
      if (run?.filter.mayHold(hash) !== true) continue;
      const stored = this.segments.get([run.upTo, stream]);
      if (stored !== undefined) return { index, segment: decode(stored, run.upTo) };
    }
    return undefined;
  }

  private get runsUpTo(): number {
    return this.runs.at(-1)?.upTo ?? 0;
  }

  private clearTail(): void {
    this.tail = new Map();
    this.tailEvents = 0;
    this.tailLength = 0;
  }
}

const lastOf = ({ first, places }: Segment): number => first + places.length - 1;

/** The first revision, and how far before the end of the run each event stands. */
function encode({ first, places }: Segment, upTo: number): Buffer {
  const bytes = Buffer.allocUnsafe((1 + places.length) * NUMBER_BYTES);
  bytes.writeUInt32LE(first, 0);
  places.forEach((place, index) => bytes.writeUInt32LE(upTo - place, (1 + index) * NUMBER_BYTES));
  return bytes;
}

function decode(bytes: Buffer, upTo: number): Segment {
  const places: number[] = [];
  for (let offset = NUMBER_BYTES; offset < bytes.length; offset += NUMBER_BYTES) {
    places.push(upTo - bytes.readUInt32LE(offset));
  }
  return { first: bytes.readUInt32LE(0), places };
}
