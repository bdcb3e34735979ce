import { type RootDatabase } from 'lmdb';
import { BloomFilter, BloomFilters, hashOf, type NameHash } from './bloom-filter.js';
import { type Run, RunTable, type Segment } from './run-table.js';
import { type IndexedEvent, type LostEvent, Segments } from './segments.js';

/** The tail becomes a run when it has this many events … */
const RUN_EVENTS = 8_192;
/** … or this much JSON, in characters: a process that opens the log reads the tail once. */
const RUN_LENGTH = 16_777_216;

/** A segment, and the number of the run that it stands in. */
interface StoredSegment {
  readonly index: number;
  readonly segment: Segment;
}

/** What stands in the log at the places after `from`, up to and including `upTo`, each of them once, in order. */
export type Scan = (from: number, upTo: number) => Iterable<IndexedEvent | LostEvent>;

/** A run as this process knows it. */
interface KnownRun {
  readonly from: number;
  readonly upTo: number;
  /** Read from the log again, where what is stored is damaged. */
  segments?: Segments;
}

/**
 * Finds the events of a stream in the log.
 *
 * One sorted table of all streams would cost each append a page somewhere in the middle of it: with a million
 * events that is several times the cost of writing the event. So the index is only ever written at its end:
 * the latest events are indexed in memory, in each process (the tail, read from the log when opened), and now
 * and then the tail is stored as a run. A lookup asks the tail, and then the runs from the latest
 * back, passing over those whose Bloom filter doesn't know the stream. A run that is damaged is read from the log again.
 */
export class StreamIndex {
  private readonly table: RunTable;
  private readonly runs: KnownRun[] = [];
  private readonly filters = new BloomFilters();
  private tail = this.emptyTail();

  constructor(
    root: RootDatabase,
    private readonly scan: Scan,
  ) {
    this.table = new RunTable(root);
  }

  /** Up to which place the index knows the log. */
  get upTo(): number {
    return this.runsUpTo + this.tail.count;
  }

  /** Places of the tail of which nobody knows which event stands there. */
  get lost(): readonly number[] {
    return this.tail.lost;
  }

  /** Takes up the runs that the writer has stored since, of a log that ends at `last`; what they hold leaves the tail. */
  loadRuns(last: number): void {
    for (const run of this.table.after(this.runsUpTo)) {
      const reliable = typeof run === 'number' ? run : run.from;
      if (reliable > this.runsUpTo && reliable <= last) this.addScanned(reliable);
      if (typeof run !== 'number') this.addRun(run);
    }
  }

  /** Adds what stands at the place after `upTo`. */
  add(event: IndexedEvent | LostEvent): void {
    this.tail.add(event);
  }

  /**
   * Inside a transaction: stores the tail as a run when it has become long. The run is to be added when the transaction is
   * on disk.
   */
  storeLongTail(): Run | undefined {
    if (this.tail.count < RUN_EVENTS && this.tail.length < RUN_LENGTH) return undefined;
    return this.table.put(this.runsUpTo, this.upTo, this.tail.byStream);
  }

  /** Adds a run that is stored, and stands for all of the tail. */
  addRun({ from, upTo, filter }: Run): void {
    this.runs.push({ from, upTo });
    this.filters.add(filter);
    this.tail = this.emptyTail();
  }

  /** Which event stands at a place that it knows; undefined when that can't be told. For a damaged event: it takes a while. */
  eventAt(place: number): { readonly stream: string; readonly revision: number } | undefined {
    if (place > this.runsUpTo) return this.tail.eventAt(place);
    const index = this.runs.findIndex(({ upTo }) => upTo >= place);
    return index === -1 ? undefined : this.scannedRun(index).eventAt(place);
  }

  lastRevision(stream: string): number | undefined {
    const inTail = this.tail.byStream.get(stream);
    return inTail ? lastOf(inTail) : this.lastStoredBefore(this.runs.length, stream);
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
    const inTail = this.tail.byStream.get(stream);
    if (inTail !== undefined) yield inTail;
    const hash = hashOf(stream);
    let found = this.storedBefore(this.runs.length, stream, hash);
    for (; found !== undefined; found = this.storedBefore(found.index, stream, hash)) yield found.segment;
  }

  /** The segment of a stream in the latest of the runs before the one at `end` that has any. */
  private storedBefore(end: number, stream: string, hash: NameHash): StoredSegment | undefined {
    for (
      let index = this.filters.lastBefore(end, hash);
      index >= 0;
      index = this.filters.lastBefore(index, hash)
    ) {
      const segment = this.segmentIn(index, stream, hash);
      if (segment !== undefined) return { index, segment };
    }
    return undefined;
  }

  private segmentIn(index: number, stream: string, hash: NameHash): Segment | undefined {
    const run = this.runs[index];
    const stored = run && (run.segments ?? this.table.segmentOf(run.upTo, stream, hash));
    const segments = stored === 'damaged' ? this.scannedRun(index) : stored;
    return segments instanceof Segments ? segments.byStream.get(stream) : segments;
  }

  private lastStoredBefore(end: number, stream: string): number | undefined {
    const latest = this.storedBefore(end, stream, hashOf(stream))?.segment;
    return latest && lastOf(latest);
  }

  private get runsUpTo(): number {
    return this.runs.at(-1)?.upTo ?? 0;
  }

  private emptyTail(): Segments {
    return new Segments((stream) => this.lastStoredBefore(this.runs.length, stream));
  }

  /** Adds the run over the places up to this one, of which nothing usable is stored. */
  private addScanned(upTo: number): void {
    const filter = new BloomFilter();
    const run: KnownRun = { from: this.runsUpTo, upTo };
    run.segments = this.scanned(run, this.runs.length);
    for (const stream of run.segments.byStream.keys()) filter.add(hashOf(stream));
    this.addRun({ ...run, filter });
    this.runs[this.runs.length - 1] = run;
  }

  private scannedRun(index: number): Segments {
    const run = this.runs[index];
    if (run === undefined) throw new Error(`there is no run ${index}`);
    return (run.segments ??= this.scanned(run, index));
  }

  private scanned({ from, upTo }: KnownRun, index: number): Segments {
    const segments = new Segments((stream) => this.lastStoredBefore(index, stream));
    for (const event of this.scan(from, upTo)) segments.add(event);
    return segments;
  }
}

const lastOf = ({ first, places }: Segment): number => first + places.length - 1;
