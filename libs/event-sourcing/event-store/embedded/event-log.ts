import { closeSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Database, open, type RootDatabase } from 'lmdb';
import { unwatchLocks, watchLocks } from '../../lmdb/lock-watch.js';
import { EventStoreError, type LoggedEvent, type NewEvent } from '../event-store.port.js';
import { assertDataFile } from './data-file.js';
import { failure } from './failure.js';
import { toPosition } from './position.js';
import { StreamIndex } from './stream-index.js';

/** How much JSON, in characters, is parsed before the event loop gets its turn. */
const SLICE_LENGTH = 1_048_576;

/** Events read in one go, without giving the event loop back. */
export interface Slice {
  readonly events: readonly LoggedEvent[];
  /** Cut short for its size: more stood there than `events` holds, and less than was asked for. */
  readonly cut: boolean;
}

/**
 * The log as it lies on disk: a table from places, which count from 1 without gaps, to events as JSON; and the
 * index that finds a stream's events in it, written in the same transactions.
 *
 * Reads are synchronous and see every commit of every process that was there at the last `refresh`; writes
 * happen inside `transaction` only.
 */
export class EventLog {
  /** Till the end of this turn of the event loop, or of the transaction. */
  private upToDate = false;

  private constructor(
    private readonly root: RootDatabase,
    private readonly log: Database<string, number>,
    private readonly index: StreamIndex,
  ) {}

  /** @throws EventStoreError when the folder can't be made, written to, or holds something else */
  static open(folder: string): EventLog {
    const path = resolve(folder);
    try {
      makeDurableFolder(path);
      assertDataFile(join(path, 'data.mdb'));
      // With overlapping syncs a commit would be visible, and acknowledged, before it is on disk.
      const root = open({ path, noSubdir: false, overlappingSync: false, encoding: 'string' });
      const log = root.openDB<string, number>('log', { encoding: 'string' });
      const index = new StreamIndex(root);
      syncFolder(path);
      watchLocks();
      return new EventLog(root, log, index);
    } catch (error) {
      throw failure(`Cannot open an event log in ${path}`, error);
    }
  }

  /** Runs `write` alone among all processes; when it returns, what it wrote is on disk, or it throws. */
  transaction<Result>(write: () => Result): Result {
    try {
      return this.root.transactionSync(() => {
        this.upToDate = false;
        this.upToDateIndex();
        this.upToDate = true;
        const result = write();
        this.index.storeLongTail();
        return result;
      });
    } catch (error) {
      this.index.forget();
      throw error;
    } finally {
      this.upToDate = false;
    }
  }

  /** Inside a transaction: writes an event at the end of the log; its place. */
  write(stream: string, revision: number, event: NewEvent): number {
    const place = this.index.upTo + 1;
    const json =
      `{"position":"${toPosition(place)}","stream":"${stream}","revision":${revision},"id":"${event.id}",` +
      `"type":${JSON.stringify(event.type)},"data":${event.data},"metadata":${event.metadata}}`;
    this.log.putSync(place, json, { append: true });
    this.index.add({ place, stream, revision, length: json.length });
    return place;
  }

  /** The place of the last event; 0 while the log is empty. */
  lastPlace(): number {
    for (const place of this.log.getKeys({ reverse: true, limit: 1 })) return place;
    return 0;
  }

  /** The last revision of a stream; undefined when there is none. */
  lastRevision(stream: string): number | undefined {
    return this.upToDateIndex().lastRevision(stream);
  }

  placeOf(stream: string, revision: number): number | undefined {
    return this.upToDateIndex().places(stream, revision, 1, false)[0];
  }

  eventOf(stream: string, revision: number): LoggedEvent | undefined {
    const place = this.placeOf(stream, revision);
    return place === undefined ? undefined : parse(this.jsonAt(place));
  }

  /** Up to `limit` events that stand after (backwards: before) `place`, fewer when they are big. */
  slice(place: number, limit: number, backwards: boolean): Slice {
    const range = { start: backwards ? place - 1 : place + 1, reverse: backwards, limit };
    return collect(this.log.getRange(range), ({ value }) => value);
  }

  /** Up to `limit` events of one stream from `revision` on (back), fewer when they are big. */
  streamSlice(stream: string, revision: number, limit: number, backwards: boolean): Slice {
    const places = this.upToDateIndex().places(stream, revision, limit, backwards);
    return collect(places, (place) => this.jsonAt(place));
  }

  private upToDateIndex(): StreamIndex {
    if (this.upToDate) return this.index;
    const last = this.lastPlace();
    if (last === this.index.upTo) return this.index;
    this.index.loadRuns();
    for (const { key: place, value } of this.log.getRange({ start: this.index.upTo + 1 })) {
      this.index.add({ place, ...headOf(value), length: value.length });
    }
    return this.index;
  }

  private jsonAt(place: number): string {
    const json = this.log.get(place);
    if (json === undefined) throw new EventStoreError(`The event log has no event at ${toPosition(place)}`);
    return json;
  }

  /**
   * Makes the next reads see what other processes have committed meanwhile. Once is enough until this turn of the event
   * loop has ended, microtasks included: nobody can have told us before that of a later commit.
   */
  refresh(): void {
    if (this.upToDate) return;
    this.root.resetReadTxn();
    this.upToDateIndex();
    this.upToDate = true;
    process.nextTick(() => {
      this.upToDate = false;
    });
  }

  async close(): Promise<void> {
    await this.root.close();
    await unwatchLocks();
  }
}

function collect<Entry>(entries: Iterable<Entry>, jsonOf: (entry: Entry) => string): Slice {
  const events: LoggedEvent[] = [];
  let length = 0;
  for (const entry of entries) {
    if (length >= SLICE_LENGTH) return { events, cut: true };
    const json = jsonOf(entry);
    length += json.length;
    events.push(parse(json));
  }
  return { events, cut: false };
}

// Only `write` puts anything into the log.
const parse = (json: string): LoggedEvent => JSON.parse(json) as LoggedEvent;

const HEAD = /^\{"position":"\d+","stream":"([^"]+)","revision":(\d+),/;

/** Stream and revision, without parsing all of the event. */
function headOf(json: string): { stream: string; revision: number } {
  const [, stream, revision] = HEAD.exec(json) ?? [];
  if (stream === undefined) throw new EventStoreError('The event log holds something that is no event');
  return { stream, revision: Number(revision) };
}

/** A new folder is itself a durable fact only when its parents' entries are on disk. */
function makeDurableFolder(path: string): void {
  const first = mkdirSync(path, { recursive: true });
  if (first === undefined) return;
  for (let made = path; made !== dirname(first); made = dirname(made)) syncFolder(dirname(made));
}

function syncFolder(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
