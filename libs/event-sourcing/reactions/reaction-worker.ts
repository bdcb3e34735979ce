import { setTimeout as delay } from 'node:timers/promises';
import {
  type CommandAccepted,
  type CommandEnvelope,
  type DomainCommand,
} from '../commands/domain-command.js';
import { DomainError } from '../commands/domain.error.js';
import { derivedId } from '../commands/identifiers.js';
import { type Position } from '../event-store/event-store.port.js';
import { type LogEvent } from '../events/domain-event.js';
import { type LeasedCheckpoint, type LeasedCheckpointDocument } from '../projections/leased-checkpoint.js';
import { isBehind, type LogBatch, type LogConsumer } from '../projections/log-feed.js';
import { type EventFailure, type RunState } from '../projections/projection-state.js';
import { type ReadStore } from '../read-store/read-store.port.js';
import { type AnyReaction } from './reaction.js';
import { recordRefusal } from './reaction-refusals.js';

/** How far a reaction has come, who runs it, and how it fares; `_id` is its name. */
export interface ReactionStateDocument extends LeasedCheckpointDocument {
  readonly state: RunState;
  /** The event that it can't digest, or the one whose commands are being tried again. */
  readonly failure: EventFailure | null;
}

export interface ReactionWorkerOptions {
  readonly store: ReadStore;
  readonly now: () => Date;
  /** Hands a command to its handler. */
  readonly execute: (command: DomainCommand) => Promise<CommandAccepted>;
  readonly onError: (error: unknown) => void;
}

const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 30_000;

/** Refusals by the engine that another attempt may get past: others kept winning, or clocks differ. */
const PASSING: ReadonlySet<string> = new Set(['too-much-contention', 'occurred-in-future']);

/**
 * Runs a reaction under its lease: executes the commands that follow from each event, one after another in the order
 * of the log, and moves the checkpoint after them. What a decider refuses is recorded, and doesn't stop it; any other
 * failure is tried again, with growing pauses, until it is over. An event on which the reaction's own code fails
 * stops it.
 */
export class ReactionWorker implements LogConsumer {
  readonly types: ReadonlySet<string>;
  private done: Position | undefined;
  private saved: Position | undefined;
  private state: RunState = 'catching-up';
  private readonly ending = new AbortController();
  private work: Promise<void> = Promise.resolve();

  constructor(
    private readonly reaction: AnyReaction,
    private readonly lease: LeasedCheckpoint<ReactionStateDocument>,
    private readonly options: ReactionWorkerOptions,
  ) {
    this.types = new Set(reaction.events);
    this.saved = lease.position;
    this.done = lease.position ?? reaction.from;
  }

  get position(): Position | undefined {
    return this.done;
  }

  get running(): boolean {
    return !this.ended && this.state !== 'stopped';
  }

  /** It lost its lease, or was closed. */
  get ended(): boolean {
    return this.ending.signal.aborted;
  }

  async consume(batch: LogBatch): Promise<void> {
    this.work = this.take(batch).catch((error: unknown) => {
      this.end(error);
    });
    await this.work;
  }

  async renew(): Promise<void> {
    try {
      await this.lease.save(undefined);
    } catch (error) {
      this.end(error);
    }
  }

  /** Finishes the command at hand, saves the checkpoint, and lets the lease go. */
  async close(): Promise<void> {
    this.ending.abort();
    await this.work;
    try {
      if (this.saved !== this.done) await this.lease.save(this.done);
      await this.lease.release();
    } catch (error) {
      this.options.onError(error);
    }
  }

  private async take({ events, position, caughtUp }: LogBatch): Promise<void> {
    for (const { recorded, event } of events) {
      if (this.ended) return;
      if (!this.types.has(recorded.type) || !isBehind(this.done, recorded.position)) continue;
      const commands = event instanceof Error ? event : this.commandsFor(event);
      if (event instanceof Error || commands instanceof Error) {
        await this.stopAt(recorded, commands instanceof Error ? commands : event);
        return;
      }
      for (const command of commands) await this.execute(event, command);
      if (this.ended) return;
      this.done = recorded.position;
    }
    if (isBehind(this.done, position)) this.done = position;
    const state = caughtUp ? 'live' : this.state;
    if (this.saved === this.done && this.state === state) return;
    this.state = state;
    await this.lease.save(this.done, { state, failure: null });
    this.saved = this.done;
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
    };
  }

  /** Returns without having executed it only when the worker has ended. */
  private async execute(event: LogEvent, command: DomainCommand): Promise<void> {
    const { store, now, onError } = this.options;
    for (let pause = FIRST_PAUSE; !this.ended; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      try {
        await this.options.execute(command);
        return;
      } catch (error) {
        try {
          if (isRefusal(error)) {
            await recordRefusal(store, this.reaction.name, event, command, error, now());
            return;
          }
          onError(error);
          await this.lease.save(undefined, { failure: failureOf(event, error) });
        } catch (storeError) {
          this.end(storeError);
          return;
        }
      }
      await delay(pause, undefined, { signal: this.ending.signal }).catch(() => undefined);
    }
  }

  private async stopAt(recorded: Omit<EventFailure, 'error'>, error: unknown): Promise<void> {
    this.state = 'stopped';
    await this.lease.save(this.done, { state: 'stopped', failure: failureOf(recorded, error) });
    this.saved = this.done;
  }

  private end(error: unknown): void {
    this.ending.abort();
    this.options.onError(error);
  }
}

export const isRefusal = (error: unknown): error is DomainError =>
  error instanceof DomainError && !PASSING.has(String(error.code));

function failureOf(
  { stream, revision, position, type }: Omit<EventFailure, 'error'>,
  error: unknown,
): EventFailure {
  return { stream, revision, position, type, error: error instanceof Error ? error.message : String(error) };
}
