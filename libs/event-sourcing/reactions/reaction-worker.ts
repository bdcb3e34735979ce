import { setTimeout as delay } from 'node:timers/promises';
import {
  type CommandAccepted,
  type CommandEnvelope,
  type DomainCommand,
} from '../commands/domain-command.js';
import { DomainError } from '../commands/domain.error.js';
import { derivedId } from '../commands/identifiers.js';
import { type GroupCheckpoint, type GroupMember } from '../consumers/group-checkpoint.js';
import { laterOf, type LogMark } from '../consumers/log-mark.js';
import { type LeasedCheckpoint, marked } from '../consumers/leased-checkpoint.js';
import { concerns, type DecodedEvent } from '../consumers/decoded-event.js';
import { isBehind, type LogBatch, type LogConsumer } from '../consumers/log-feed.js';
import { EventDamagedError, EventsMissingError, type Position } from '../event-store/event-store.port.js';
import { UnknownEventTypeError } from '../events/event-codec.js';
import { type LogEvent } from '../events/domain-event.js';
import { type EventFailure } from '../projections/event-failure.js';
import { type RunState } from '../projections/projection-state.js';
import { type ReadStore } from '../read-store/read-store.port.js';
import { type AnyReaction } from './reaction.js';
import { recordRefusal } from './reaction-refusals.js';
import { type ReactionStateDocument } from './reaction-state.js';

export interface ReactionWorkerOptions {
  readonly store: ReadStore;
  readonly group: GroupCheckpoint;
  readonly now: () => Date;
  /** Hands a command to its handler. */
  readonly execute: (command: DomainCommand) => Promise<CommandAccepted>;
  readonly onError: (error: unknown) => void;
  /** It fell behind, has done all that it was given, and wants to be fed from its position. */
  readonly onDone: (worker: ReactionWorker) => void;
  /** It has come to an event that it can't get past. */
  readonly onStop: () => void;
}

/** A part of a batch: an event to react to, or the end of the batch. */
type Step = { readonly decoded: DecodedEvent } | Pick<LogBatch, 'position' | 'caughtUp' | 'mark'>;

/** The most events that wait while the reaction is fed together with others. */
const MAX_WAITING = 1_000;

const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 30_000;

/** Refusals by the engine that another attempt may get past: others kept winning, or clocks differ. */
const PASSING: ReadonlySet<string> = new Set(['too-much-contention', 'occurred-in-future']);

/**
 * Runs a reaction under its lease: executes the commands that follow from each event, one after another in the order
 * of the log, and moves the checkpoint after them: its own while it catches up, and the group's once it is live. What a
 * decider refuses is recorded, and doesn't stop it; a failure that may pass is tried again, with growing pauses, until it
 * is over. An event that can't be read, or on which the reaction's own code fails, stops it, and so does a command that
 * meets what the log has lost or doesn't know: until somebody decides that the event is to be skipped.
 *
 * Commands may take long, and hold up none of those who are fed by the same subscription: events wait in a queue of the
 * reaction's own. When it is full, the reaction leaves the subscription, does what it was given, and goes on by one of
 * its own until it has caught up.
 */
export class ReactionWorker implements LogConsumer, GroupMember {
  readonly types: ReadonlySet<string>;
  private readonly group: GroupCheckpoint;
  private taken: Position | undefined;
  private done: Position | undefined;
  private checkpoint: Position | undefined;
  private doneMark: LogMark | undefined;
  private state: RunState = 'catching-up';
  private stopped: EventFailure | undefined;
  private skips: ReadonlySet<Position> = new Set();
  private isFull = false;
  private readonly waiting: Step[] = [];
  private readonly ending = new AbortController();
  private work: Promise<void> | undefined;

  constructor(
    private readonly reaction: AnyReaction,
    readonly lease: LeasedCheckpoint<ReactionStateDocument>,
    private readonly options: ReactionWorkerOptions,
  ) {
    this.types = new Set(reaction.events);
    this.group = options.group;
    this.checkpoint = lease.position;
    this.doneMark = lease.mark;
    this.taken = this.done = lease.position ?? reaction.from;
  }

  get name(): string {
    return this.reaction.name;
  }

  get position(): Position | undefined {
    return this.taken;
  }

  get reached(): Position | undefined {
    return this.done;
  }

  get mark(): LogMark | undefined {
    return this.doneMark;
  }

  get running(): boolean {
    return !this.ended && this.state !== 'stopped' && !this.isFull;
  }

  /** The event that it can't get past. */
  get stoppedBy(): EventFailure | undefined {
    return this.stopped;
  }

  /** It lost its lease, or was closed. */
  get ended(): boolean {
    return this.ending.signal.aborted;
  }

  async consume({ events, position, caughtUp, mark, alone }: LogBatch): Promise<void> {
    if (!this.running) return;
    const mine = events.filter(
      (decoded) => this.concerns(decoded) && isBehind(this.taken, decoded.recorded.position),
    );
    for (const decoded of mine) this.waiting.push({ decoded });
    if (isBehind(this.taken, position)) this.taken = position;
    this.waiting.push({ position, caughtUp, mark });
    this.work ??= this.doWaiting();
    if (alone) await this.work;
    else this.isFull = this.waiting.length > MAX_WAITING;
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
  async renew(read: ReactionStateDocument | undefined): Promise<boolean> {
    try {
      const { skips = [] } = await this.lease.confirm(read);
      this.skips = new Set(skips.map(({ position }) => position));
    } catch (error) {
      this.end(error);
      return false;
    }
    if (!this.stopped || !this.skips.has(this.stopped.position)) return false;
    // The reaction takes events again from where it stopped.
    await this.work;
    this.stopped = undefined;
    this.state = 'catching-up';
    this.taken = this.done;
    return true;
  }

  /** Finishes the command at hand, saves the checkpoint, and lets the lease go. */
  async close(): Promise<void> {
    this.ending.abort();
    await this.work;
    try {
      await this.group.leave(this);
      await this.lease.release();
    } catch (error) {
      this.options.onError(error);
    }
  }

  private async doWaiting(): Promise<void> {
    let reacted = false;
    try {
      for (let step = this.waiting.shift(); step && !this.ended; step = this.waiting.shift()) {
        if ('decoded' in step) {
          reacted = true;
          await this.react(step.decoded);
        } else await this.reach(step);
      }
    } catch (error) {
      this.end(error);
    }
    this.work = undefined;
    // The feed has it saved after each batch, which this may have outlasted.
    if (reacted) this.group.save();
    if (!this.isFull) return;
    this.isFull = false;
    if (this.running) this.options.onDone(this);
  }

  private async react({ recorded, event }: DecodedEvent): Promise<void> {
    const commands = event instanceof Error ? event : this.commandsFor(event);
    if (event instanceof Error || commands instanceof Error) {
      await this.stopAt(recorded, commands instanceof Error ? commands : event);
      return;
    }
    for (const command of commands) {
      const lasting = await this.execute(event, command);
      if (lasting === undefined) continue;
      await this.stopAt(recorded, lasting);
      return;
    }
    if (!this.ended) this.done = recorded.position;
  }

  private async reach({ position, caughtUp, mark }: Exclude<Step, { decoded: DecodedEvent }>): Promise<void> {
    if (isBehind(this.done, position)) this.done = position;
    this.doneMark = laterOf(this.doneMark, mark);
    if (caughtUp) {
      this.state = 'live';
      this.group.join(this);
    } else if (!this.group.has(this) && this.checkpoint !== this.done) {
      await this.lease.save(this.done, { state: this.state, failure: null, ...marked(this.doneMark) });
      this.checkpoint = this.done;
    }
  }

  private commandsFor(event: LogEvent): readonly DomainCommand[] | Error {
    try {
      return this.reaction.react(event, (index) => this.envelope(event, index));
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  /** The same for each delivery of the event, so that its commands take effect once. */
  private envelope(event: LogEvent, index: number): CommandEnvelope {
    const { name } = this.reaction;
    return {
      commandId: derivedId('reaction', event.id, name, `${index}`),
      requestHash: derivedId('reaction-request', event.id, name, `${index}`),
      correlationId: event.metadata.correlationId,
      causationId: event.id,
      actor: { id: name, service: 'reactions', verified: true },
      occurredAt: event.data.occurredAt,
      timeFrom: 'log',
    };
  }

  /** Returns a failure that won't pass. Without one, it is executed, or the worker has ended. */
  private async execute(event: LogEvent, command: DomainCommand): Promise<unknown> {
    for (let pause = FIRST_PAUSE; !this.ended; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      const failure = await this.attempt(event, command);
      if (!failure) {
        if (pause > FIRST_PAUSE) await this.lease.save(undefined, { failure: null });
        return undefined;
      }
      if (isLasting(failure.error)) return failure.error;
      this.options.onError(failure.error);
      await this.lease.save(undefined, { failure: failureOf(event, failure.error) });
      await delay(pause, undefined, { signal: this.ending.signal }).catch(() => undefined);
    }
    return undefined;
  }

  /** Undefined: it is executed, or refused. */
  private async attempt(event: LogEvent, command: DomainCommand): Promise<{ error: unknown } | undefined> {
    const { store, now, execute } = this.options;
    try {
      await execute(command);
    } catch (error) {
      if (!isRefusal(error)) return { error };
      await recordRefusal(store, this.reaction.name, event, command, error, now());
    }
    return undefined;
  }

  private async stopAt(recorded: Omit<EventFailure, 'error'>, error: unknown): Promise<void> {
    this.state = 'stopped';
    this.stopped = failureOf(recorded, error);
    this.waiting.length = 0;
    this.options.onStop();
    await this.group.leave(this, { state: 'stopped', failure: this.stopped });
  }

  private concerns(decoded: DecodedEvent): boolean {
    return concerns(this.types, decoded) && !this.skips.has(decoded.recorded.position);
  }

  private end(error: unknown): void {
    this.ending.abort();
    this.options.onError(error);
  }
}

export const isRefusal = (error: unknown): error is DomainError =>
  error instanceof DomainError && !PASSING.has(String(error.code));

/** Trying again changes nothing: an event is damaged, cut off by an administrator, or of a type that this version doesn't know. */
export const isLasting = (error: unknown): boolean =>
  error instanceof EventDamagedError ||
  error instanceof EventsMissingError ||
  error instanceof UnknownEventTypeError;

export function failureOf(
  { stream, revision, position, type }: Omit<EventFailure, 'error'>,
  error: unknown,
): EventFailure {
  return { stream, revision, position, type, error: error instanceof Error ? error.message : String(error) };
}
