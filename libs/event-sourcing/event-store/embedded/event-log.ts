import { join, resolve } from 'node:path';
import { type Database, open, type RootDatabase } from 'lmdb';
import { EventStoreError, type LoggedEvent, type NewEvent } from '../event-store.port.js';
import { assertDataFile } from './data-file.js';
import { syncFolder } from './durable-folder.js';
import { failure, reasonOf } from './failure.js';
import { toPosition } from './position.js';
import { putAtTheEnd } from './put-at-the-end.js';
import { TextRoom } from './text-room.js';
import { RoomAhead, type Used } from './room-ahead.js';
import { type Run } from './run-table.js';
import { type IndexedEvent, StreamIndex } from './stream-index.js';

const DATA_FILE = 'data.mdb';

/** How much JSON, in characters, is parsed before the event loop gets its turn. */
const SLICE_LENGTH = 1_048_576;

/**
 * LMDB's thread would begin a transaction after six writes, and then wait for each that is still to come. With so many it
 * is given all of them in the next turn of the event loop.
 */
const HANDED_OVER_WHOLE = 1_000;

/** Characters of events that are written before the room ahead is looked at again. */
const LOOK_AT_ROOM_AFTER = 262_144;

/** Events read in one go, without giving the event loop back. */
export interface Slice {
  readonly events: readonly LoggedEvent[];
  /** Cut short for its size: more stood there than `events` holds, and less than was asked for. */
  readonly cut: boolean;
}

/** An event on its way into the log. */
export interface LogEntry {
  readonly stream: string;
  readonly revision: number;
  readonly event: NewEvent;
}

/** What is to be written, in its order, and what comes of it once it is. */
export interface Decision<Result> {
  readonly entries: readonly LogEntry[];
  readonly result: Result;
}

/** Called with the place that the first entry will have. */
export type Decide<Result> = (next: number) => Decision<Result>;

/** An entry as it is written. */
interface Row extends IndexedEvent {
  readonly json: string;
}

/** What one transaction writes, which the index takes up when it is on disk. */
interface Written {
  readonly rows: readonly Row[];
  readonly run: Run | undefined;
}

/**
 * The log as it lies on disk: a table from places, which count from 1 without gaps, to events as JSON; and the
 * index that finds a stream's events in it, written in the same transactions.
 *
 * Reads are synchronous, in any process, and see every commit that was there at the last `refresh`, and nothing that
 * isn't on disk. One thread of one process writes.
 */
export class EventLog {
  /** Till the end of this turn of the event loop, or of the transaction. */
  private upToDate = false;
  private readonly room = new TextRoom();
  /** In characters, of what was written since the room ahead was looked at. */
  private writtenSinceLook = LOOK_AT_ROOM_AFTER;
  private ahead: RoomAhead | undefined;

  private constructor(
    /** Of its folder, absolute. */
    readonly path: string,
    private readonly root: RootDatabase,
    private readonly log: Database<string, number>,
    /** The same table, for writing. */
    private readonly bytes: Database<Buffer, number>,
    private readonly index: StreamIndex,
  ) {}

  /**
   * The log in a folder that exists. Read only: a log that another process has made, and may be writing to.
   * @throws EventStoreError when it can't be opened, or the folder holds something else
   */
  static open(folder: string, { readOnly = false } = {}): EventLog {
    const path = resolve(folder);
    try {
      assertDataFile(join(path, DATA_FILE));
      // With overlapping syncs a commit would be visible, and acknowledged, before it is on disk.
      // With batches by turns of the event loop, LMDB's package drops a promise of its own when a commit fails, and so
      // ends the process.
      const options = {
        path,
        noSubdir: false,
        overlappingSync: false,
        eventTurnBatching: false,
        // Documented, and not in the declared types.
        txnStartThreshold: HANDED_OVER_WHOLE,
        encoding: 'string',
        readOnly,
      } as const;
      const root = open(options);
      const log = root.openDB<string, number>('log', { encoding: 'string' });
      const bytes = root.openDB<Buffer, number>('log', { encoding: 'binary' });
      const index = new StreamIndex(root);
      if (!readOnly) syncFolder(path);
      return new EventLog(path, root, log, bytes, index);
    } catch (error) {
      throw failure(`Cannot open an event log in ${path}`, error);
    }
  }

  /**
   * Writes all that `decide` says at the end of the log, or nothing, and resolves when it is on disk. For one caller at
   * a time. LMDB's own thread writes, and waits for the disk while this one goes on.
   * @throws EventStoreError when it can't be written: the disk is full, above all
   */
  async append<Result>(decide: Decide<Result>): Promise<Result> {
    try {
      this.keepRoomAhead();
      this.refresh();
      const next = this.index.upTo + 1;
      const { entries, result } = decide(next);
      if (entries.length > 0) await this.writeAt(next, entries);
      return result;
    } catch (error) {
      throw failure('The event log could not be written', await reasonOf(error));
    }
  }

  private async writeAt(next: number, entries: readonly LogEntry[]): Promise<void> {
    let written: Written | undefined;
    const isFree = await this.log.ifNoExists(next, () => {
      written = this.write(next, entries);
    });
    if (!isFree) throw new EventStoreError(`something else has written to the log in ${this.path}`);
    if (written) this.takeUp(next, written);
  }

  private keepRoomAhead(): void {
    if (this.writtenSinceLook < LOOK_AT_ROOM_AFTER) return;
    this.writtenSinceLook = 0;
    this.ahead ??= new RoomAhead(join(this.path, DATA_FILE));
    // The declared types leave out what it returns.
    this.ahead.keep(this.root.getStats() as Used);
  }

  private write(next: number, entries: readonly LogEntry[]): Written {
    const rows = entries.map((entry, index) => rowOf(next + index, entry));
    const run = this.index.storeLongTail();
    this.room.clear();
    for (const { place, json, length } of rows) {
      this.writtenSinceLook += length;
      putAtTheEnd(this.bytes, place, this.room.bytesOf(json));
    }
    return { rows, run };
  }

  /** A reader may have come before, and read into the index what stands in the log now. */
  private takeUp(next: number, { rows, run }: Written): void {
    if (this.index.upTo >= next) return;
    if (run) this.index.addRun(run);
    for (const row of rows) this.index.add(row);
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
   * Makes the next reads see what has been committed meanwhile. Once is enough until this turn of the event
   * loop has ended, microtasks included: news of a later commit arrives in a later turn.
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
    await this.ahead?.close();
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

function rowOf(place: number, { stream, revision, event }: LogEntry): Row {
  const json =
    `{"position":"${toPosition(place)}","stream":"${stream}","revision":${revision},"id":"${event.id}",` +
    `"type":${JSON.stringify(event.type)},"data":${event.data},"metadata":${event.metadata}}`;
  return { place, stream, revision, length: json.length, json };
}

// Only `rowOf` makes what stands in the log.
const parse = (json: string): LoggedEvent => JSON.parse(json) as LoggedEvent;

const HEAD = /^\{"position":"\d+","stream":"([^"]+)","revision":(\d+),/;

/** Stream and revision, without parsing all of the event. */
function headOf(json: string): { stream: string; revision: number } {
  const [, stream, revision] = HEAD.exec(json) ?? [];
  if (stream === undefined) throw new EventStoreError('The event log holds something that is no event');
  return { stream, revision: Number(revision) };
}
