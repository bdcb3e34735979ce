/**
 * Where an event stands in the whole log. Opaque, except that comparing two of one store as strings
 * orders them as the log does. May have gaps.
 */
export type Position = string;

export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/**
 * An event on its way in, with data and metadata as the text of a JSON object each: what was hashed is what is stored.
 * `id` is a UUID; two appends with the same id are the same event.
 */
export interface NewEvent {
  readonly id: string;
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
}

/** An event as stored. `revision` counts from 0 within the stream. */
export interface RecordedEvent {
  readonly id: string;
  readonly type: string;
  readonly data: JsonObject;
  readonly metadata: JsonObject;
  readonly stream: string;
  readonly revision: number;
  readonly position: Position;
}

export type ExpectedRevision = number | 'no-stream';

/**
 * `revision` and `position` are those of the last event. A lost race is a value, not an exception; `actual` is the
 * revision the stream really has.
 */
export type AppendResult =
  | { readonly outcome: 'appended'; readonly revision: number; readonly position: Position }
  | { readonly outcome: 'conflict'; readonly actual: ExpectedRevision };

export interface ReadStreamOptions {
  /** First revision to return; absent: the first of the direction. */
  readonly from?: number;
  readonly direction?: 'forwards' | 'backwards';
  /** Absent: all of them. */
  readonly limit?: number;
}

export interface ReadAllOptions {
  /** Exclusive: reading goes on from the event after it (before it, backwards). Absent: the log's end to start from. */
  readonly from?: Position;
  readonly direction?: 'forwards' | 'backwards';
  readonly limit: number;
}

export interface SubscribeOptions {
  /** Exclusive; absent: from the first event of the log. */
  readonly after?: Position;
  /** Ends the iteration, without an error. */
  readonly signal: AbortSignal;
  /** The most events in one delivery; 500 when absent. */
  readonly batchSize?: number;
}

/**
 * What a subscription yields. Everything in the log up to and including `position` has been delivered.
 * `events` may be empty: the position moved over events that are none of ours, or the subscription says
 * that it is caught up. `position` is absent only while the log is empty.
 */
export interface Delivery {
  readonly events: readonly RecordedEvent[];
  /** Events of the same stretch of the log that can't be delivered, each with its position. Absent: none. */
  readonly damaged?: readonly EventDamagedError[];
  readonly position?: Position;
  /** True when, at the time of the delivery, nothing further stood in the log. */
  readonly caughtUp: boolean;
}

/**
 * The log. All adapters pass one contract suite (`event-store.contract.ts`).
 *
 * What is read is what was appended: where a store finds out that it isn't, reading rejects with an `EventDamagedError`,
 * and a subscription goes on and names the event.
 *
 * Every method rejects with an `EventStoreError` when the store cannot do what was asked; a rejected append
 * may or may not have taken effect, and repeating it (same ids, same expected revision) is always safe.
 */
export interface EventStore {
  /**
   * Appends all events or none, in order, durably: once it resolves, they survive a crash and a power loss,
   * and no reader sees them earlier than that.
   *
   * An append whose event ids are already there under the same expected revision changes nothing, and is answered as
   * the first one was, whatever its data. So ids are made anew for every decision, and an answer says nothing about
   * who appended.
   *
   * @throws EventTooLargeError over 1 MiB in one append
   * @throws InvalidAppendError an illegal stream name, or nothing to append
   * @throws EventsMissingError the stream was deleted
   */
  append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Promise<AppendResult>;

  /**
   * The events of one stream; empty when there is no such stream.
   *
   * @throws EventsMissingError when events that were asked for have been cut off
   */
  readStream(stream: string, options?: ReadStreamOptions): Promise<readonly RecordedEvent[]>;

  /** A page of the whole log without system events. Fewer events than `limit`: the end was reached. */
  readAll(options: ReadAllOptions): Promise<readonly RecordedEvent[]>;

  /**
   * A catch-up subscription to the whole log, system events left out: each event once, in order, first those
   * already there and then those to come, however slow the consumer. A lost connection is taken up again
   * from the last event delivered. An append by another process arrives too.
   */
  subscribe(options: SubscribeOptions): AsyncIterable<Delivery>;

  /** The position of the last event in the log, system events left out; undefined when there is none. */
  head(): Promise<Position | undefined>;

  /**
   * Tells this log from every other, and from one that was emptied and begun anew; a copy of it has the same. Undefined
   * before the first append.
   */
  identity(): Promise<string | undefined>;

  close(): Promise<void>;
}

/** Limit of one append, in bytes of types, data and metadata together. */
export const MAX_APPEND_BYTES = 1_048_576;

/** `<category>-<id>`, at most 250 characters; never a system stream. */
export const STREAM_NAME = /^[a-z][a-z0-9]*-[A-Za-z0-9][A-Za-z0-9._:-]{0,199}$/;

export class EventStoreError extends Error {
  override readonly name: string = 'EventStoreError';
}

/** Which event is damaged, as far as that can be told. */
export interface DamagedEvent {
  readonly stream?: string | undefined;
  readonly revision?: number | undefined;
  readonly type?: string | undefined;
  readonly position: Position;
}

/** What is stored isn't what was appended. The message names stream, revision and position. */
export class EventDamagedError extends EventStoreError {
  override readonly name = 'EventDamagedError';

  constructor(
    readonly event: DamagedEvent,
    why: string,
  ) {
    const { stream, revision, position } = event;
    const which = stream === undefined ? 'An event' : `Event ${revision} of ${stream}`;
    super(`${which} at position ${position} is damaged: ${why}`);
  }
}

/** The disk is full, or a file is as long as it may be. Nothing was stored; the same will do once there is room. */
export class StorageFullError extends EventStoreError {
  override readonly name = 'StorageFullError';
}

/** The append as asked can never succeed: an illegal stream name, no events, a malformed event. */
export class InvalidAppendError extends EventStoreError {
  override readonly name = 'InvalidAppendError';
}

export class EventTooLargeError extends EventStoreError {
  override readonly name = 'EventTooLargeError';
}

/** An event of one of our streams has been cut off, or the stream was deleted, by someone with rights on the store. */
export class EventsMissingError extends EventStoreError {
  override readonly name = 'EventsMissingError';

  /** `beginsAt` is the revision of the first event that is left; undefined: none is. */
  constructor(
    readonly stream: string,
    readonly beginsAt: number | undefined,
  ) {
    const left = beginsAt === undefined ? 'none of its events is left' : `it begins at revision ${beginsAt}`;
    super(`Events of ${stream} are missing: ${left}`);
  }
}

/** The store refuses what its login may not do. */
export class EventStoreAccessError extends EventStoreError {
  override readonly name = 'EventStoreAccessError';
}

/** The store could not be reached within the time that a call may take. The outcome of an append is unknown. */
export class EventStoreUnavailableError extends EventStoreError {
  override readonly name = 'EventStoreUnavailableError';
}
