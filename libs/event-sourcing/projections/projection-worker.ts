import { performance } from 'node:perf_hooks';
import { type Position } from '../event-store/event-store.port.js';
import { type DomainEvent } from '../events/domain-event.js';
import { type ReadStore, ReadStoreError, ReadStoreUnavailableError } from '../read-store/read-store.port.js';
import { DocumentFold, UndigestedEventError } from './document-fold.js';
import { type GroupCheckpoint, type GroupMember } from '../consumers/group-checkpoint.js';
import { laterOf, type LogMark, markOf } from '../consumers/log-mark.js';
import { type LeasedCheckpoint, marked } from '../consumers/leased-checkpoint.js';
import { concerns, type DecodedEvent } from '../consumers/decoded-event.js';
import { isBehind, type LogBatch, type LogConsumer } from '../consumers/log-feed.js';
import { type AnyProjection } from './projection.js';
import { type EventFailure } from './event-failure.js';
import { type BuildStateDocument, type RunState } from './projection-state.js';
import { type TimeSlices } from '../consumers/time-slices.js';

/**
 * While catching up, changed documents wait until there are this many, or until this many milliseconds have passed: the longer,
 * the more events to one document become one write, and the more documents share a page of the store that is written
 * once. A process that is killed folds them again.
 */
const MAX_UNWRITTEN = 30_000;
const MAX_UNSAVED_TIME = 30_000;

type Noted = Partial<Pick<BuildStateDocument, 'asked' | 'verifying' | 'verification'>>;

export interface WorkerOptions {
  readonly store: ReadStore;
  readonly group: GroupCheckpoint;
  readonly slices: TimeSlices;
  readonly cacheSize: number;
  /** What is to be done once everything is stored, before it counts as live; nothing when absent. */
  readonly finish?: (() => Promise<unknown>) | undefined;
}

/**
 * Runs one build of a projection under its lease: folds batches of the log into its collection, then moves the
 * checkpoint: its own while it catches up, and the group's once it is live. An event that it can't digest stops it right before that event. What the store refuses, and a lost
 * lease, end it: whoever holds the lease next goes on from the checkpoint.
 */
export class ProjectionWorker implements LogConsumer, GroupMember {
  readonly types: ReadonlySet<string>;
  private readonly fold: DocumentFold<object, DomainEvent>;
  private readonly group: GroupCheckpoint;
  private finish: (() => Promise<unknown>) | undefined;
  private folded: Position | undefined;
  private stored: Position | undefined;
  /** The last event at or before what is folded, and what is stored. */
  private foldedMark: LogMark | undefined;
  private storedMark: LogMark | undefined;
  private checkpoint: Position | undefined;
  private state: RunState = 'catching-up';
  private failure: EventFailure | null = null;
  private skips: ReadonlySet<Position> = new Set();
  private closed = false;
  private work: Promise<void> = Promise.resolve();
  private storing: Promise<void> = Promise.resolve();
  private isStoring = false;
  private lastStored = performance.now();
  private problem: unknown;
  private noted: Noted = {};

  constructor(
    readonly projection: AnyProjection,
    readonly lease: LeasedCheckpoint<BuildStateDocument>,
    { store, group, slices, cacheSize, finish }: WorkerOptions,
  ) {
    this.types = new Set(projection.events);
    this.group = group;
    this.finish = finish;
    this.folded = this.stored = this.checkpoint = lease.position;
    this.foldedMark = this.storedMark = lease.mark;
    this.fold = new DocumentFold(projection, store.collection(lease.id), slices, {
      cacheSize,
      fromStart: lease.position === undefined,
    });
  }

  get collection(): string {
    return this.lease.id;
  }

  get position(): Position | undefined {
    return this.folded;
  }

  get reached(): Position | undefined {
    return this.stored;
  }

  get mark(): LogMark | undefined {
    return this.storedMark;
  }

  /** Everything up to it is stored, and so is the checkpoint. */
  get savedPosition(): Position | undefined {
    return this.checkpoint;
  }

  get live(): boolean {
    return this.state === 'live' && this.ended === undefined;
  }

  get running(): boolean {
    return !this.closed && this.state !== 'stopped';
  }

  /** The event that stopped it. */
  get stoppedBy(): EventFailure | undefined {
    return this.state === 'stopped' ? (this.failure ?? undefined) : undefined;
  }

  /** The store's refusal or the lost lease that ended it. */
  get ended(): unknown {
    return this.problem;
  }

  /** Why the store won't have what it was to write, though it can be reached. */
  get refusal(): string | undefined {
    const { problem } = this;
    if (!(problem instanceof ReadStoreError) || problem instanceof ReadStoreUnavailableError)
      return undefined;
    return problem.message;
  }

  /** What was noted about comparing it with the log, as it was when the lease was renewed last. */
  get notes(): Noted {
    return this.noted;
  }

  /** @throws LeaseLostError */
  async note(notes: Noted): Promise<void> {
    this.noted = await this.lease.save(undefined, { ...notes });
  }

  async consume(batch: LogBatch): Promise<void> {
    this.work = this.work.then(() => this.take(batch));
    await this.work;
  }

  saved(position: Position | undefined): void {
    this.checkpoint = position;
  }

  lost(error: unknown): void {
    this.end(error);
  }

  /**
   * Proves the lease by what was read of it, and takes up again what was stopped by an event that is now to be skipped:
   * true then, and the worker wants to be fed from its position.
   */
  async renew(read: BuildStateDocument | undefined): Promise<boolean> {
    try {
      const { skips, ...noted } = await this.lease.confirm(read);
      this.noted = noted;
      this.skips = new Set(skips?.map(({ position }) => position));
    } catch (error) {
      this.end(error);
      return false;
    }
    if (this.state !== 'stopped' || !this.failure || !this.skips.has(this.failure.position)) return false;
    this.state = 'catching-up';
    this.failure = null;
    return true;
  }

  /** Finishes the batch at hand, stores what was folded, and lets the lease go. */
  async close(): Promise<void> {
    this.closed = true;
    await this.work;
    try {
      if (this.state !== 'stopped' && this.problem === undefined) await this.store();
    } catch (error) {
      this.end(error);
    }
    await this.leaveGroup();
    // Where the store fails here too, the lease ends by itself.
    const { refusal } = this;
    if (refusal !== undefined) await this.lease.save(undefined, { refusal }).catch(() => undefined);
    await this.lease.release().catch(() => undefined);
  }

  private async take(batch: LogBatch): Promise<void> {
    if (!this.running) return;
    try {
      await this.advance(batch);
    } catch (error) {
      if (error instanceof UndigestedEventError) await this.stopBefore(error, batch);
      else this.end(error);
    }
  }

  private async advance({ events, position, caughtUp, mark }: LogBatch): Promise<void> {
    const mine = events.filter((decoded) => this.concerns(decoded));
    const unreadable = mine.findIndex(({ event }) => event instanceof Error);
    const readable = unreadable === -1 ? mine : mine.slice(0, unreadable);
    await this.fold.apply(readable.flatMap(({ event }) => (event instanceof Error ? [] : [event])));
    const stuck = mine[unreadable];
    if (stuck) throw new UndigestedEventError(stuck.recorded, stuck.event);
    if (isBehind(this.folded, position)) this.folded = position;
    this.foldedMark = laterOf(this.foldedMark, mark);
    if (!caughtUp) {
      await this.storeMeanwhile();
      return;
    }
    await this.store();
    await this.finish?.();
    this.finish = undefined;
    this.state = 'live';
    this.group.join(this);
  }

  private concerns(decoded: DecodedEvent): boolean {
    const { position } = decoded.recorded;
    return concerns(this.types, decoded) && isBehind(this.folded, position) && !this.skips.has(position);
  }

  private async store(): Promise<void> {
    await this.storing;
    await this.storeNow();
  }

  /**
   * Lets the store work while the next events are folded, on one flush at a time: what is due meanwhile waits, and the
   * events with it when twice as much waits as should.
   */
  private async storeMeanwhile(): Promise<void> {
    const { unwritten } = this.fold;
    if (this.isStoring && unwritten < 2 * MAX_UNWRITTEN) return;
    if (unwritten < MAX_UNWRITTEN && performance.now() - this.lastStored < MAX_UNSAVED_TIME) return;
    await this.storing;
    this.isStoring = true;
    this.storing = this.storeAndSave().finally(() => {
      this.isStoring = false;
    });
    // Whoever stores next learns of a failure.
    this.storing.catch(() => undefined);
  }

  private async storeAndSave(): Promise<void> {
    await this.storeNow();
    // The group saves what its members have stored after each batch.
    if (this.group.has(this)) return;
    const { stored, state, failure } = this;
    await this.lease.save(stored, { state, failure, refusal: null, ...marked(this.storedMark) });
    this.checkpoint = stored;
  }

  private async storeNow(): Promise<void> {
    const { folded, foldedMark } = this;
    this.lastStored = performance.now();
    await this.fold.flush();
    this.stored = folded;
    this.storedMark = foldedMark;
  }

  /** What was folded before the event is stored, and the checkpoint goes right up to it. */
  private async stopBefore(undigested: UndigestedEventError, { events, mark }: LogBatch): Promise<void> {
    const { stream, revision, position, type } = undigested.event;
    const before = events.findLast((other) => other.recorded.position < position);
    if (before && isBehind(this.folded, before.recorded.position)) {
      this.folded = before.recorded.position;
      if (mark && !(before.event instanceof Error)) this.foldedMark = markOf(mark.log, before.event);
    }
    this.failure = { stream, revision, position, type, error: undigested.message };
    this.state = 'stopped';
    try {
      await this.store();
    } catch (error) {
      this.end(error);
    }
    await this.leaveGroup();
  }

  private async leaveGroup(): Promise<void> {
    const { state, failure } = this;
    try {
      await this.group.leave(this, { state, failure });
    } catch (error) {
      this.end(error);
    }
  }

  private end(error: unknown): void {
    this.closed = true;
    this.problem ??= error;
  }
}
