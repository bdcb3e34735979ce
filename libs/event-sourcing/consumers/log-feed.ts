import {
  EventDamagedError,
  type EventStore,
  type RecordedEvent,
  type Position,
} from '../event-store/event-store.port.js';
import { type EventCodec } from '../events/event-codec.js';
import { type Keyring } from '../keys/subject-keys.js';
import { type DecodedEvent, decodedFor, inOrder, keysFor } from './decoded-event.js';
import { heldBack } from './held-back.js';
import { type LogMark, markOf } from './log-mark.js';
import { type TimeSlices } from './time-slices.js';
import { type Wait, waitInTime } from './wait.js';

/** A stretch of the log. Events of types that no consumer listens to are left out, but for those that nobody knows. */
export interface LogBatch {
  readonly events: readonly DecodedEvent[];
  /** Everything up to and including it stands in this batch or an earlier one; undefined: the log is empty. */
  readonly position: Position | undefined;
  readonly caughtUp: boolean;
  /** The last event that stands in it, of whatever type; undefined: there is none. */
  readonly mark: LogMark | undefined;
  /** No other consumer is fed by this subscription: one that takes its time holds up nobody. */
  readonly alone: boolean;
}

/** Whoever follows the log. It passes over what stands at or before its own position. */
export interface LogConsumer {
  readonly types: ReadonlySet<string>;
  /** Everything up to and including it has been taken in; undefined: nothing. */
  readonly position: Position | undefined;
  /** False: it wants no more batches. */
  readonly running: boolean;
  /**
   * The next batch comes once all have taken this one in. Never rejects: a consumer that fails deals with it and stops
   * running; it is fed again once it has joined again.
   */
  consume(batch: LogBatch): Promise<void>;
}

/** The order of positions, with nothing before the first event. */
export const isBehind = (one: Position | undefined, other: Position | undefined): boolean =>
  (one ?? '') < (other ?? '');

export interface LogFeedOptions {
  readonly eventStore: EventStore;
  readonly codec: EventCodec;
  readonly slices: TimeSlices;
  /** The most events that are gathered into one batch while there are more to come. */
  readonly batchSize: number;
  readonly onError: (error: unknown) => void;
  /** Asked before each subscription: rejects when the log is not the one that consumers have followed. */
  readonly assertSameLog?: () => Promise<void>;
  /** Resolves after so many milliseconds, or at once when the signal is aborted; by the system's timers when absent. */
  readonly wait?: Wait;
  /** Called after each batch has been consumed. */
  readonly onBatch: (feed: LogFeed, batch: LogBatch) => void;
}

const RETRY_AFTER = 500;

/** One subscription to the whole log, shared by any number of consumers: each event is decoded once for all. */
export class LogFeed {
  private readonly consumers = new Set<LogConsumer>();
  private readonly ending = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private caughtUp = false;
  private log: string | undefined;

  constructor(
    private readonly options: LogFeedOptions,
    /** Everything up to and including it has been handed out, or is about to be. */
    private handedOut: Position | undefined,
    /** It has one consumer, and takes no other. */
    readonly alone: boolean,
  ) {}

  get position(): Position | undefined {
    return this.handedOut;
  }

  /** The last batch left nothing in the log that was still to come. */
  get live(): boolean {
    return this.caughtUp;
  }

  get members(): readonly LogConsumer[] {
    return [...this.consumers];
  }

  /** The consumer must not be behind the feed: what was handed out is not handed out again. */
  add(consumer: LogConsumer): void {
    if (isBehind(consumer.position, this.handedOut))
      throw new Error('a consumer is behind the feed it joins');
    this.consumers.add(consumer);
  }

  remove(consumer: LogConsumer): void {
    this.consumers.delete(consumer);
  }

  start(): void {
    this.running = this.follow();
  }

  /** Resolves once the batch at hand has been consumed. */
  async stop(): Promise<void> {
    this.ending.abort();
    await this.running;
  }

  private async follow(): Promise<void> {
    const { signal } = this.ending;
    const { wait = waitInTime } = this.options;
    while (!signal.aborted) {
      try {
        await this.handOutAll(signal);
      } catch (error) {
        this.options.onError(error);
        await wait(RETRY_AFTER, signal);
      }
    }
  }

  private async handOutAll(signal: AbortSignal): Promise<void> {
    const { eventStore, codec, batchSize, assertSameLog, wait = waitInTime } = this.options;
    await assertSameLog?.();
    if (signal.aborted) return;
    this.log = undefined;
    const after = this.handedOut;
    const subscription = eventStore.subscribe(after === undefined ? { signal } : { after, signal });
    const deliveries = heldBack(subscription, {
      isUnhurried: (type) => codec.isUnhurried(type),
      wait: (milliseconds) => wait(milliseconds, signal),
    });
    let gathered: (RecordedEvent | EventDamagedError)[] = [];
    for await (const { events, damaged = [], position, caughtUp } of deliveries) {
      if (signal.aborted) return;
      gathered = gathered.concat(damaged.length === 0 ? events : inOrder([...events, ...damaged]));
      if (!caughtUp && gathered.length < batchSize) continue;
      await this.handOut(gathered, position, caughtUp);
      gathered = [];
    }
  }

  private async handOut(
    recorded: readonly (RecordedEvent | EventDamagedError)[],
    position: Position | undefined,
    caughtUp: boolean,
  ): Promise<void> {
    const consumers = [...this.consumers];
    // Whoever joins from now on isn't given this batch, and must have come as far without it.
    this.handedOut = position;
    this.caughtUp = caughtUp;
    const events = await this.decode(recorded, consumers);
    if (!events) return;
    const last = recorded.flatMap((event) => (event instanceof EventDamagedError ? [] : [event])).at(-1);
    const mark = last && (await this.markOf(last));
    const batch = { events, position, caughtUp, mark, alone: this.alone };
    // Whoever left meanwhile may be fed by another subscription, from where it was.
    const present = consumers.filter((consumer) => this.consumers.has(consumer));
    await Promise.all(present.map((consumer) => this.give(consumer, batch)));
    this.options.onBatch(this, batch);
  }

  private async markOf(event: RecordedEvent): Promise<LogMark | undefined> {
    this.log ??= await this.options.eventStore.identity();
    return this.log === undefined ? undefined : markOf(this.log, event);
  }

  /** Waits for a key store that is out of reach: undefined when the feed was stopped meanwhile. */
  private async keysFor(
    types: ReadonlySet<string>,
    recorded: readonly (RecordedEvent | EventDamagedError)[],
  ): Promise<Keyring | undefined> {
    const { codec, onError, wait = waitInTime } = this.options;
    const { signal } = this.ending;
    while (!signal.aborted) {
      try {
        return await keysFor(types, codec, recorded);
      } catch (error) {
        onError(error);
        await wait(RETRY_AFTER, signal);
      }
    }
    return undefined;
  }

  /** A consumer that stops is no longer fed from then on, though it may run again before the others have consumed. */
  private async give(consumer: LogConsumer, batch: LogBatch): Promise<void> {
    await consumer.consume(batch);
    if (!consumer.running) this.consumers.delete(consumer);
  }

  private async decode(
    recorded: readonly (RecordedEvent | EventDamagedError)[],
    consumers: readonly LogConsumer[],
  ): Promise<DecodedEvent[] | undefined> {
    const { codec, slices } = this.options;
    const wanted = new Set(consumers.flatMap(({ types }) => [...types]));
    const keys = await this.keysFor(wanted, recorded);
    if (!keys) return undefined;
    const decoded: DecodedEvent[] = [];
    for (const event of recorded) {
      if (slices.due()) await slices.pause();
      const each = decodedFor(wanted, codec, event, keys);
      if (each) decoded.push(each);
    }
    return decoded;
  }
}
