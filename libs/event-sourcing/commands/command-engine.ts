import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { type EventStore, EventTooLargeError, type NewEvent } from '../event-store/event-store.port.js';
import { chainedEvent } from '../events/chained-event.js';
import { type DomainEvent } from '../events/domain-event.js';
import { type EventCodec } from '../events/event-codec.js';
import { type Keyring, SubjectErasedError } from '../keys/subject-keys.js';
import { withinBudget } from './budget.js';
import { type CommandObserver } from './command-observer.js';
import { type Check, type Decider, type Fold, streamOf } from './decider.js';
import { begins, type CommandAccepted, type DomainCommand } from './domain-command.js';
import { CommandError, DomainError } from './domain.error.js';
import { type EarlierCommand, type Folded, StreamFolder, unread } from './folded-stream.js';
import { KeyedQueue } from './keyed-queue.js';

export interface CommandEngineOptions {
  /** The current time; `recordedAt` and the test for times in the future come from it. */
  readonly now: () => Date;
  /** Makes the id of each event, a UUID that was never used before; random ones when absent. */
  readonly newEventId?: () => string;
  /** How long a command may take in all, in milliseconds; as long as the store takes when absent. */
  readonly budget?: number;
  /** How often a command is decided anew after losing a race. */
  readonly maxAttempts?: number;
  /** How many events' worth of folded streams are kept in memory; 0 keeps none. */
  readonly cacheSize?: number;
  /** Is told how long commands and appends take. */
  readonly observer?: CommandObserver;
}

/**
 * Load, decide, append: the only way that events come into the log.
 *
 * A command appends to one stream, all its events or none. It takes effect once for good: its id is looked for among
 * the events of its stream, before `If-Match` and before it can be refused, and a repetition is answered from what is
 * there. A lost race is decided again on the new state, a bounded number of times. Commands of one process to one
 * stream are taken one after another.
 */
export class CommandEngine {
  private readonly now: () => Date;
  private readonly newEventId: () => string;
  private readonly budget: number | undefined;
  private readonly maxAttempts: number;
  private readonly observer: CommandObserver | undefined;
  private readonly folder: StreamFolder;
  private readonly queue = new KeyedQueue();

  constructor(
    private readonly store: EventStore,
    private readonly codec: EventCodec,
    {
      now,
      newEventId = randomUUID,
      budget,
      maxAttempts = 10,
      cacheSize = 200_000,
      observer,
    }: CommandEngineOptions,
  ) {
    this.now = now;
    this.newEventId = newEventId;
    this.budget = budget;
    this.maxAttempts = maxAttempts;
    this.observer = observer;
    this.folder = new StreamFolder(store, codec, cacheSize);
  }

  /**
   * `check` is asked before each decision, with the state to decide on. A repeated command is answered whatever the check
   * would say. The check isn't atomic: other streams may move between it and the append.
   * @throws DomainError what the check or the decider refuses
   * @throws CommandError what the engine refuses: see `EngineErrorCode`
   * @throws EventStoreError when the store fails, or the budget is spent; repeating the command is safe
   * @throws KeyStoreError when keys are out of reach: nothing was appended
   * @throws EventsMissingError, UnknownEventTypeError when the stream has been cut, or holds what is none of its context's
   */
  handle<State, C extends DomainCommand, E extends DomainEvent>(
    decider: Decider<State, C, E>,
    command: C,
    check?: Check<State, C>,
  ): Promise<CommandAccepted> {
    const stream = streamOf(decider.category, command.id);
    const taken = this.queue.run(stream, () => this.take(decider, command, stream, check));
    const answered =
      this.budget === undefined ? taken : withinBudget(taken, this.budget, `${command.type} on ${stream}`);
    return this.observer ? observed(answered, command.type, this.observer) : answered;
  }

  /** The state of a stream at its present end, `initial` when it has no events: for a check across streams. */
  readonly read = <State, E extends DomainEvent>(fold: Fold<State, E>, id: string): Promise<State> =>
    this.folder.read(fold, streamOf(fold.category, id));

  /**
   * A command that begins a stream is first decided as if nothing were there, without loading: that is nearly always so,
   * and where the store is a server it saves a round trip. When something stands there after all, or the command is
   * refused, only the loaded stream can tell whether it is a repetition.
   */
  private async take<State, C extends DomainCommand, E extends DomainEvent>(
    decider: Decider<State, C, E>,
    command: C,
    stream: string,
    check: Check<State, C> | undefined,
  ): Promise<CommandAccepted> {
    if (begins(command)) {
      try {
        const begun = await this.attempt(decider, command, unread(decider, stream), check);
        if (begun) return begun;
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
      }
    }
    for (let attempt = 0; attempt < this.maxAttempts; attempt += 1) {
      const folded = await this.folder.load(decider, stream);
      const earlier = folded.commands.get(command.envelope.commandId);
      if (earlier) return this.repeated(decider, command, stream, earlier);
      const accepted = await this.attempt(decider, command, folded, check);
      if (accepted) return accepted;
    }
    throw new CommandError('too-much-contention', `others kept changing ${stream}; try again`);
  }

  /** Undefined: the race was lost, to another command or to a repetition of this one. */
  private async attempt<State, C extends DomainCommand, E extends DomainEvent>(
    decider: Decider<State, C, E>,
    command: C,
    folded: Folded<State>,
    check: Check<State, C> | undefined,
  ): Promise<CommandAccepted | undefined> {
    const checked = check ? await check(command, folded.state, this.read) : command;
    const now = this.now().toISOString();
    const events = this.decide(decider, timed(checked, folded, now), folded, now);
    if (events.length === 0) return unchanged(command, folded);
    const recordedAt = latest(now, folded.recordedAt, ...events.map(({ data }) => data.occurredAt));
    const keys = await this.codec.keysToEncode(events, folded.stream)?.catch(refusal);
    const { encoded, hash } = this.encode(command, folded, events, recordedAt, keys);
    const expected = folded.revision === -1 ? 'no-stream' : folded.revision;
    const result = await this.append(folded.stream, encoded, expected).catch(refusal);
    if (result.outcome === 'conflict') return undefined;
    const { revision, position } = result;
    this.folder.advance(decider, folded, command.envelope, events, { hash, recordedAt, position });
    return { id: command.id, revision, position, outcome: 'appended', ...madeBy(decider, events) };
  }

  private async repeated<State, C extends DomainCommand, E extends DomainEvent>(
    decider: Decider<State, C, E>,
    { id, envelope }: DomainCommand,
    stream: string,
    { requestHash, revision, position }: EarlierCommand,
  ): Promise<CommandAccepted> {
    if (requestHash !== envelope.requestHash) {
      throw new CommandError('command-id-reused', 'this idempotency key was used for another request');
    }
    const events = decider.made ? await this.folder.eventsAt(decider, stream, revision) : [];
    return { id, revision, position, outcome: 'repeated', ...madeBy(decider, events) };
  }

  private append(...append: Parameters<EventStore['append']>): ReturnType<EventStore['append']> {
    const { observer } = this;
    const appended = this.store.append(...append);
    if (!observer) return appended;
    const began = performance.now();
    const done = (outcome: 'appended' | 'conflict' | 'failed') => {
      observer.appendDone(outcome, (performance.now() - began) / 1_000);
    };
    appended.then(
      ({ outcome }) => {
        done(outcome);
      },
      () => {
        done('failed');
      },
    );
    return appended;
  }

  private decide<State, C extends DomainCommand, E extends DomainEvent>(
    decider: Decider<State, C, E>,
    command: C,
    folded: Folded<State>,
    now: string,
  ): readonly E[] {
    this.checkRevision(command, folded);
    const { occurredAt, timeFrom = 'caller' } = command.envelope;
    if (timeFrom === 'caller' && occurredAt > now) {
      throw new CommandError('occurred-in-future', `occurredAt ${occurredAt} is after now, ${now}`);
    }
    const events = decider.decide(command, folded.state);
    const beganAt = folded.beganAt ?? events[0]?.data.occurredAt;
    const tooEarly = beganAt && events.find((event) => event.data.occurredAt < beganAt);
    if (tooEarly) {
      throw new CommandError(
        'occurred-before-start',
        `occurredAt ${tooEarly.data.occurredAt} is before the beginning of ${folded.stream}, ${beganAt}`,
      );
    }
    return events;
  }

  private checkRevision(command: DomainCommand, folded: Folded<unknown>): void {
    const { ifMatch } = command.envelope;
    if (ifMatch === undefined || ifMatch === folded.revision) return;
    if (ifMatch === 'any' && folded.revision >= 0) return;
    const actual = folded.revision === -1 ? 'does not exist' : `is at revision ${folded.revision}`;
    throw new CommandError(
      'revision-mismatch',
      `If-Match asks for ${ifMatch === 'any' ? 'any revision' : `revision ${ifMatch}`}; ${folded.stream} ${actual}`,
    );
  }

  private encode(
    { envelope }: DomainCommand,
    { stream, revision: last, hash: lastHash }: Folded<unknown>,
    events: readonly DomainEvent[],
    recordedAt: string,
    keys: Keyring | undefined,
  ): { readonly encoded: readonly NewEvent[]; readonly hash: string } {
    let hash = lastHash;
    const encoded = events.map((event, index) => {
      // New for every decision: by an id that it has seen, EventStoreDB would answer as if it had appended.
      const id = this.newEventId();
      const link = { stream, revision: last + 1 + index, id, previous: hash, recordedAt };
      const chained = chainedEvent(this.codec, event, envelope, link, keys);
      hash = chained.hash;
      return chained.encoded;
    });
    return { encoded, hash };
  }
}

const observed = (
  answered: Promise<CommandAccepted>,
  type: string,
  observer: CommandObserver,
): Promise<CommandAccepted> => {
  const began = performance.now();
  const secondsSince = () => (performance.now() - began) / 1_000;
  answered.then(
    ({ outcome }) => {
      observer.commandDone(type, outcome, secondsSince());
    },
    (error: unknown) => {
      const isRefused = error instanceof DomainError || error instanceof CommandError;
      observer.commandDone(type, isRefused ? 'refused' : 'failed', secondsSince());
    },
  );
  return answered;
};

/**
 * Where the caller gave no time, the command occurs now; or, where a clock that is ahead wrote to the stream, at the latest
 * time that the stream holds: nobody is refused for a difference between the clocks of processes.
 */
const timed = <C extends DomainCommand>(command: C, { latestAt }: Folded<unknown>, now: string): C =>
  command.envelope.timeFrom === 'decision'
    ? { ...command, envelope: { ...command.envelope, occurredAt: latest(now, latestAt) } }
    : command;

/** The latest of times in UTC, all written alike; the empty text comes before any. */
const latest = (...times: readonly string[]): string =>
  times.reduce((one, other) => (other > one ? other : one), '');

const madeBy = <E extends DomainEvent>(
  decider: Pick<Decider<never, never, E>, 'made'>,
  events: readonly E[],
): Pick<CommandAccepted, 'made'> => {
  const made = Object.fromEntries(events.flatMap((event) => Object.entries(decider.made?.(event) ?? {})));
  return Object.keys(made).length === 0 ? {} : { made };
};

const unchanged = ({ id, type }: DomainCommand, folded: Folded<unknown>): CommandAccepted => {
  const { stream, revision, position } = folded;
  if (position === undefined) throw new Error(`${type} decided nothing on ${stream}, which does not exist`);
  return { id, revision, position, outcome: 'unchanged' };
};

const refusal = (error: unknown): never => {
  if (error instanceof EventTooLargeError) throw new CommandError('event-too-large', error.message);
  if (error instanceof SubjectErasedError) throw new CommandError('customer-erased', error.message);
  throw error;
};
