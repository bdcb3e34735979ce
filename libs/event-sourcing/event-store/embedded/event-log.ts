import { join, resolve } from 'node:path';
import { type Database, type RootDatabase } from 'lmdb';
import {
  type DamagedEvent,
  EventDamagedError,
  EventStoreError,
  type RecordedEvent,
  StorageFullError,
} from '../event-store.port.js';
import { DiskRoom } from '../../embedded-folder/disk-room.js';
import { openRoot, tableIn } from '../../embedded-folder/open-root.js';
import { PanicWatch } from '../../embedded-folder/panic-watch.js';
import { assertFormat } from './log-format.js';
import { syncFolder } from '../../embedded-folder/durable-folder.js';
import { failure, isSystemError, reasonOf } from './failure.js';
import { toPosition } from './position.js';
import { putAtTheEnd } from './put-at-the-end.js';
import { TextRoom } from './text-room.js';
import { RoomAhead, type Used } from './room-ahead.js';
import { type Run } from './run-table.js';
import { type IndexedEvent, type LostEvent } from './segments.js';
import { eventIn, labelOf, type LogEntry, recordOf } from './stored-record.js';
import { StreamIndex } from './stream-index.js';

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
  readonly events: readonly RecordedEvent[];
  /** Of a stretch of the log: events that can't be read. */
  readonly damaged: readonly EventDamagedError[];
  /** The last place that was looked at. */
  readonly reached: number;
  /** Cut short for its size: more stood there than `events` holds, and less than was asked for. */
  readonly cut: boolean;
}

/** What is to be written, in its order, and what comes of it once it is. */
export interface Decision<Result> {
  readonly entries: readonly LogEntry[];
  readonly result: Result;
}

export interface LogOptions {
  /** Another process has made the log, and may be writing to it. False when absent. */
  readonly readOnly?: boolean;
  /** Told why nothing can be stored, when the disk is full, and `undefined` when it can be again. */
  readonly roomChanged?: (reason: string | undefined) => void;
}

/** Called with the place that the first entry will have. */
export type Decide<Result> = (next: number) => Decision<Result>;

/** An entry as it is written. */
interface Row extends IndexedEvent {
  readonly record: string;
}

/** What one transaction writes, which the index takes up when it is on disk. */
interface Written {
  readonly rows: readonly Row[];
  readonly run: Run | undefined;
}

/**
 * The log as it lies on disk: a table from places, which count from 1 without gaps, to records of events; and the
 * index that finds a stream's events in it, written in the same transactions.
 *
 * Each record is checked whenever it is read. Reads are synchronous, in any process, and see every commit that was there at the last `refresh`, and nothing that
 * isn't on disk. One thread of one process writes.
 */
export class EventLog {
  /** Till the end of this turn of the event loop, or of the transaction. */
  private upToDate = false;
  private readonly room = new TextRoom();
  /** In characters, of what was written since the room ahead was looked at. */
  private writtenSinceLook = LOOK_AT_ROOM_AFTER;
  private ahead: RoomAhead | undefined;
  private readonly index: StreamIndex;
  private readonly panic: PanicWatch;

  private constructor(
    /** Of its folder, absolute. */
    readonly path: string,
    private readonly root: RootDatabase,
    private readonly log: Database<string, number>,
    /** The same table, for writing. */
    private readonly bytes: Database<Buffer, number>,
    private readonly disk: DiskRoom,
  ) {
    this.panic = new PanicWatch(root, path);
    this.index = new StreamIndex(root, (from, upTo) => this.recordsBetween(from, upTo));
  }

  /**
   * The log in a folder that exists. Read only: a log that another process has made, and may be writing to.
   * @throws EventStoreError when it can't be opened, or the folder holds something else
   */
  static async open(folder: string, { readOnly = false, roomChanged }: LogOptions = {}): Promise<EventLog> {
    const path = resolve(folder);
    // With overlapping syncs a commit would be visible, and acknowledged, before it is on disk.
    // With batches by turns of the event loop, LMDB's package drops a promise of its own when a commit fails, and so
    // ends the process.
    const options = {
      path,
      noSubdir: false,
      overlappingSync: false,
      eventTurnBatching: false,
      txnStartThreshold: HANDED_OVER_WHOLE,
      encoding: 'string',
      readOnly,
    } as const;
    try {
      return await openRoot(options, (root) => {
        const log = tableIn<string, number>(root, 'log', { encoding: 'string' });
        const bytes = tableIn<Buffer, number>(root, 'log', { encoding: 'binary' });
        assertFormat(root, log, readOnly);
        if (!readOnly) syncFolder(path);
        const room = new DiskRoom(join(path, DATA_FILE), roomChanged ?? (() => undefined));
        return new EventLog(path, root, log, bytes, room);
      });
    } catch (error) {
      throw failure(`Cannot open an event log in ${path}`, error);
    }
  }

  /**
   * Writes all that `decide` says at the end of the log, or nothing, and resolves when it is on disk. For one caller at
   * a time. LMDB's own thread writes, and waits for the disk while this one goes on.
   * @throws StorageFullError
   * @throws EventDamagedError when it isn't known where every stream ends: an event that is damaged may be the last one
   * @throws EventStoreError when it can't be written for another reason
   */
  async append<Result>(decide: Decide<Result>): Promise<Result> {
    if (this.disk.lacking !== undefined) throw new StorageFullError(this.disk.lacking);
    try {
      this.keepRoomAhead();
      this.refresh();
      this.assertWhole();
      const next = this.index.upTo + 1;
      const { entries, result } = decide(next);
      if (entries.length > 0) await this.writeAt(next, entries);
      return result;
    } catch (error) {
      const reason = await reasonOf(error);
      const full = isSystemError(reason) ? await this.disk.examine() : undefined;
      throw full === undefined
        ? failure('The event log could not be written', reason)
        : new StorageFullError(full);
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
    for (const { place, record, length } of rows) {
      this.writtenSinceLook += length;
      putAtTheEnd(this.bytes, place, this.room.bytesOf(record));
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

  /** Undefined when there is none, or it is damaged. */
  eventOf(stream: string, revision: number): RecordedEvent | undefined {
    const place = this.placeOf(stream, revision);
    return place === undefined ? undefined : this.eventAt(place);
  }

  /** Up to `limit` events that stand after (backwards: before) `place`, fewer when they are big. */
  slice(place: number, limit: number, backwards: boolean): Slice {
    const step = backwards ? -1 : 1;
    const start = backwards ? Math.min(place, this.lastPlace() + 1) - 1 : place + 1;
    const events: RecordedEvent[] = [];
    const damaged: EventDamagedError[] = [];
    let expected = start;
    let length = 0;
    for (const { key, value } of this.log.getRange({ start, reverse: backwards, limit })) {
      if (length >= SLICE_LENGTH) return { events, damaged, reached: expected - step, cut: true };
      length += value.length;
      for (; expected !== key; expected += step) damaged.push(this.damageAt(expected));
      const event = eventIn(value, key);
      if (event) events.push(event);
      else damaged.push(this.damageAt(key, value));
      expected += step;
    }
    return { events, damaged, reached: expected - step, cut: false };
  }

  /**
   * Up to `limit` events of one stream from `revision` on (back), fewer when they are big.
   * @throws EventDamagedError when one of them isn't what was appended
   */
  streamSlice(stream: string, revision: number, limit: number, backwards: boolean): Slice {
    const index = this.upToDateIndex();
    const first = backwards ? Math.min(revision, index.lastRevision(stream) ?? -1) : revision;
    const events: RecordedEvent[] = [];
    let length = 0;
    let reached = 0;
    for (const place of index.places(stream, revision, limit, backwards)) {
      if (length >= SLICE_LENGTH) return { events, damaged: [], reached, cut: true };
      const record = this.log.get(place);
      const event = record === undefined ? undefined : eventIn(record, place);
      const expected = first + (backwards ? -events.length : events.length);
      if (event?.stream !== stream || event.revision !== expected) {
        throw damaged({ stream, revision: expected, position: toPosition(place) }, record);
      }
      length += record?.length ?? 0;
      reached = place;
      events.push(event);
    }
    return { events, damaged: [], reached, cut: false };
  }

  private upToDateIndex(): StreamIndex {
    if (this.upToDate) return this.index;
    const last = this.lastPlace();
    if (last === this.index.upTo) return this.index;
    this.index.loadRuns(last);
    for (const event of this.recordsBetween(this.index.upTo, last)) this.index.add(event);
    return this.index;
  }

  /** Which event each place after `from`, up to and including `upTo`, says that it holds. */
  private *recordsBetween(from: number, upTo: number): Iterable<IndexedEvent | LostEvent> {
    let next = from + 1;
    for (const { key: place, value } of this.log.getRange({ start: next, end: upTo + 1 })) {
      for (; next < place; next += 1) yield { place: next, stream: undefined };
      const label = labelOf(value, place);
      yield label ? { place, ...label, length: value.length } : { place, stream: undefined };
      next += 1;
    }
    for (; next <= upTo; next += 1) yield { place: next, stream: undefined };
  }

  private eventAt(place: number): RecordedEvent | undefined {
    const record = this.log.get(place);
    return record === undefined ? undefined : eventIn(record, place);
  }

  private damageAt(place: number, record?: string): EventDamagedError {
    const label = record === undefined ? undefined : labelOf(record, place);
    return damaged(
      { ...(label ?? this.upToDateIndex().eventAt(place)), position: toPosition(place) },
      record,
    );
  }

  private assertWhole(): void {
    const [place] = this.index.lost;
    if (place === undefined) return;
    throw new EventDamagedError(
      { position: toPosition(place) },
      'nothing tells of which stream it is, so nothing can be appended; restore the event log from a backup',
    );
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
    this.disk.close();
    this.panic.close();
    await this.root.close();
    await this.ahead?.close();
  }
}

const damaged = (event: DamagedEvent, record: string | undefined): EventDamagedError =>
  new EventDamagedError(
    event,
    record === undefined ? 'nothing stands there' : 'what stands there is not what was appended',
  );

function rowOf(place: number, entry: LogEntry): Row {
  const record = recordOf(place, entry);
  return { place, stream: entry.stream, revision: entry.revision, length: record.length, record };
}
