import { setImmediate } from 'node:timers/promises';
import { resolve } from 'node:path';
import { Impediments } from '../../health/impediments.js';
import { FolderLock, FolderTakenError } from '../../embedded-folder/folder-lock.js';
import { assertAppendable } from '../appendable.js';
import {
  type AppendResult,
  type Delivery,
  EventDamagedError,
  type EventStore,
  EventStoreError,
  type ExpectedRevision,
  type RecordedEvent,
  type NewEvent,
  type Position,
  type ReadAllOptions,
  type ReadStreamOptions,
  type SubscribeOptions,
} from '../event-store.port.js';
import { LogWriter, NoAppends } from './appenders.js';
import { type Appender } from './appends.js';
import { AppendsToThread } from './appends-of-threads.js';
import { Arrivals } from './arrivals.js';
import { makeDurableFolder } from '../../embedded-folder/durable-folder.js';
import { assertFitToRead } from '../../embedded-folder/fit-to-read.js';
import { assertFit, UnfitFileError } from '../../embedded-folder/lmdb-file.js';
import { EventLog, type Slice } from './event-log.js';
import { failure } from './failure.js';
import { fromPosition, toPosition } from './position.js';

/** The most events that are parsed before the event loop gets its turn. */
const SLICE_EVENTS = 500;

const MEND = 'It holds the event log, which nothing else can replace: put the folder back from a backup.';

export interface OpenOptions {
  /** Another process writes to the folder, and this one reads: nothing can be appended or followed. False when absent. */
  readonly readOnly?: boolean;
  /** Where it reports that the disk is full, or an event damaged. */
  readonly impediments?: Impediments;
}

/**
 * An event store in a folder, over LMDB. One process writes to it, in all its threads; others may read it at the same
 * time. Positions are 16 digits, rising by one, without gaps.
 *
 * An append is acknowledged, and becomes visible to readers, after its transaction was synced to disk. Subscribers in
 * all threads of the writing process are woken by each commit.
 */
export class EmbeddedEventStore implements EventStore {
  private readonly arrivals: Arrivals;
  private readonly appender: Appender;
  private closing: Promise<void> | undefined;

  private constructor(
    private readonly log: EventLog,
    private readonly lock: FolderLock | undefined,
    private readonly readOnly: boolean,
    private readonly impediments: Impediments,
  ) {
    this.arrivals = new Arrivals(log.path);
    const committed = (): void => {
      this.arrivals.tell();
    };
    if (lock) this.appender = new LogWriter(log, committed);
    else this.appender = readOnly ? new NoAppends(log.path) : new AppendsToThread(log.path);
  }

  /**
   * Opens the log in `folder`, which is made when missing, unless it is to be read only. What a second store of the same
   * process appends is written by the first.
   *
   * @throws FolderTakenError when another process writes to it
   * @throws EventStoreError naming the folder, when it can't be made or written to, or its file is no log
   */
  static async open(
    folder: string,
    { readOnly = false, impediments = new Impediments() }: OpenOptions = {},
  ): Promise<EmbeddedEventStore> {
    const path = resolve(folder);
    let lock: FolderLock | undefined;
    try {
      if (!readOnly) {
        makeDurableFolder(path);
        lock = await FolderLock.take(path);
      }
      if (readOnly) assertFitToRead(path);
      else assertFit(path, { readOnly, pages: lock !== undefined });
      const roomChanged = (reason: string | undefined): void => {
        impediments.report('storage of events', reason);
      };
      const log = await EventLog.open(path, { readOnly, roomChanged });
      return new EmbeddedEventStore(log, lock, readOnly, impediments);
    } catch (error) {
      lock?.release();
      if (error instanceof FolderTakenError) throw error;
      if (error instanceof UnfitFileError) throw new EventStoreError(`${error.message}. ${MEND}`);
      throw failure(`Cannot open an event log in ${path}`, error);
    }
  }

  async append(
    stream: string,
    events: readonly NewEvent[],
    expected: ExpectedRevision,
  ): Promise<AppendResult> {
    assertAppendable(stream, events, expected);
    this.assertOpen();
    return this.appender.append({ stream, events, expected });
  }

  readStream(stream: string, options: ReadStreamOptions = {}): Promise<readonly RecordedEvent[]> {
    const { direction = 'forwards', limit = Infinity } = options;
    const backwards = direction === 'backwards';
    const from = options.from ?? (backwards ? Number.MAX_SAFE_INTEGER : 0);
    return this.collect(limit, (log, most, last) => {
      const next = last === undefined ? from : last.revision + (backwards ? -1 : 1);
      return log.streamSlice(stream, next, most, backwards);
    });
  }

  async readAll(options: ReadAllOptions): Promise<readonly RecordedEvent[]> {
    const backwards = options.direction === 'backwards';
    const start = backwards ? Number.MAX_SAFE_INTEGER : 0;
    const from = options.from === undefined ? start : fromPosition(options.from);
    return this.collect(options.limit, (log, most, last) =>
      log.slice(last === undefined ? from : fromPosition(last.position), most, backwards),
    );
  }

  async *subscribe({ after, signal, batchSize = SLICE_EVENTS }: SubscribeOptions): AsyncIterable<Delivery> {
    if (this.readOnly)
      throw new EventStoreError(`The event log in ${this.log.path} is open for reading alone`);
    let place = after === undefined ? 0 : fromPosition(after);
    let reportedCaughtUp = false;
    while (!signal.aborted && this.closing === undefined) {
      const from = place;
      const { events, damaged, reached, end } = this.read((log) => ({
        ...log.slice(from, batchSize, false),
        end: log.lastPlace(),
      }));
      this.found(damaged);
      place = reached;
      const caughtUp = place >= end;
      if (place > from || (caughtUp && !reportedCaughtUp)) {
        yield {
          events,
          ...(damaged.length === 0 ? {} : { damaged }),
          ...(place === 0 ? {} : { position: toPosition(place) }),
          caughtUp,
        };
        reportedCaughtUp = caughtUp;
        // A consumer that never waits would otherwise keep the event loop to itself.
        await setImmediate();
      } else {
        await this.arrivals.next(signal);
      }
    }
  }

  async head(): Promise<Position | undefined> {
    const place = this.read((log) => log.lastPlace());
    return Promise.resolve(place === 0 ? undefined : toPosition(place));
  }

  /** The id of the first event, which no other log has. */
  async identity(): Promise<string | undefined> {
    const [first] = await this.readAll({ limit: 1 });
    return first?.id;
  }

  /** Commits what is pending, ends subscriptions without an error, and lets the folder go. */
  async close(): Promise<void> {
    this.closing ??= this.letGo();
    return this.closing;
  }

  private async letGo(): Promise<void> {
    this.arrivals.wake();
    await this.appender.close();
    this.arrivals.close();
    await this.log.close();
    this.lock?.release();
  }

  /** Puts slices together until there are `limit` events or no more, with turns for others in between. */
  private async collect(
    limit: number,
    next: (log: EventLog, most: number, last: RecordedEvent | undefined) => Slice,
  ): Promise<RecordedEvent[]> {
    const events: RecordedEvent[] = [];
    for (;;) {
      const most = Math.min(limit - events.length, SLICE_EVENTS);
      const slice = this.read((log) => next(log, most, events.at(-1)));
      const [broken] = slice.damaged;
      if (broken) throw broken;
      events.push(...slice.events);
      if (events.length >= limit || (slice.events.length < most && !slice.cut)) return events;
      await setImmediate();
    }
  }

  /** Reads in one go, and sees all that has been committed till now. */
  private read<Result>(read: (log: EventLog) => Result): Result {
    this.assertOpen();
    try {
      this.log.refresh();
      return read(this.log);
    } catch (error) {
      if (error instanceof EventDamagedError) this.found([error]);
      throw failure('The event log could not be read', error);
    }
  }

  private found([damaged]: readonly EventDamagedError[]): void {
    if (damaged) this.impediments.report('event log', damaged.message);
  }

  private assertOpen(): void {
    if (this.closing !== undefined) throw new EventStoreError('The event store is closed');
  }
}
