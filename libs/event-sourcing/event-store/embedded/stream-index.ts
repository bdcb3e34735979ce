import { type RootDatabase } from 'lmdb';
import { BloomFilters, hashOf, type NameHash } from './bloom-filter.js';
import { type Run, RunTable, type Segment } from './run-table.js';

/** The tail becomes a run when it has this many events … */
const RUN_EVENTS = 8_192;
/** … or this much JSON, in characters: a process that opens the log reads the tail once. */
const RUN_LENGTH = 16_777_216;

/** A segment, and the number of the run that it stands in. */
interface StoredSegment {
  readonly index: number;
  readonly segment: Segment;
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
 * and then the tail is stored as a run. A lookup asks the tail, and then the runs from the latest
 * back, passing over those whose Bloom filter doesn't know the stream.
 */
export class StreamIndex {
  private readonly table: RunTable;
  /** Of each run, the last place. */
  private readonly runs: number[] = [];
  private readonly filters = new BloomFilters();
  private tail = new Map<string, { first: number; places: number[] }>();
  private tailEvents = 0;
  private tailLength = 0;

  constructor(root: RootDatabase) {
    this.table = new RunTable(root);
  }

  /** Up to which place the index knows the log. */
  get upTo(): number {
    return this.runsUpTo + this.tailEvents;
  }

  /** Takes up the runs that the writer has stored since; what they hold leaves the tail. */
  loadRuns(): void {
    const runs = this.table.after(this.runsUpTo);
    for (const run of runs) this.addRun(run);
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
    return this.table.put(this.upTo, this.tail);
  }

  /** Adds a run that is stored, and stands for all of the tail. */
  addRun(run: Run): void {
    this.runs.push(run.upTo);
    this.filters.add(run.filter);
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
    for (
      let index = this.filters.lastBefore(end, hash);
      index >= 0;
      index = this.filters.lastBefore(index, hash)
    ) {
      const segment = this.table.segmentOf(this.runs[index] ?? 0, stream, hash);
      if (segment !== undefined) return { index, segment };
    }
    return undefined;
  }

  private get runsUpTo(): number {
    return this.runs.at(-1) ?? 0;
  }

  private clearTail(): void {
    this.tail = new Map();
    this.tailEvents = 0;
    this.tailLength = 0;
  }
}

const lastOf = ({ first, places }: Segment): number => first + places.length - 1;
