import { type CommandAccepted, type DomainCommand } from '../commands/domain-command.js';
import { DomainError } from '../commands/domain.error.js';
import { type EventStore, type Position } from '../event-store/event-store.port.js';
import { collections, type LeasedCheckpointDocument } from '../consumers/checkpoint.documents.js';
import { type LeasedCheckpoint, marked } from '../consumers/leased-checkpoint.js';
import { isBehind } from '../consumers/log-feed.js';
import { type EventFailure } from '../projections/event-failure.js';
import { type Skip } from '../projections/projection-state.js';
import { type Read, type ReadModel, ReadModels } from '../projections/read-models.js';
import { recordRefusal } from '../reactions/reaction-refusals.js';
import { failureOf, isLasting, isRefusal } from '../reactions/reaction-worker.js';
import { page } from '../read-store/cursor.js';
import { type Filter, type ReadStore } from '../read-store/read-store.port.js';
import { dueCommand, type DueTime, dueTimesOf, isTooLate } from './due-times.js';
import { type AnyTimer } from './timer.js';

/**
 * How far a timer has come, and who runs it; `_id` is its name. Every due time up to and including `through` that was
 * set by an event up to and including `position` is done: sent, refused or skipped.
 */
export interface TimerStateDocument extends LeasedCheckpointDocument {
  readonly through?: string;
  /** What failed when a command was sent last, and is tried again. */
  readonly failure: string | null;
  /** The event that set the due time whose command meets what the log has lost or doesn't know. */
  readonly stopped?: EventFailure | null;
  readonly skips?: readonly Skip[];
}

export const timerStates = (store: ReadStore) => store.collection<TimerStateDocument>(collections.timers);

export interface TimerWorkerOptions {
  readonly eventStore: EventStore;
  readonly store: ReadStore;
  readonly now: () => Date;
  /** Hands a command to its handler. */
  readonly execute: (command: DomainCommand) => Promise<CommandAccepted>;
  /** How long a round waits until the due times have come as far as the log, in milliseconds; 5,000 when absent. */
  readonly patience?: number;
}

/** Due times to go through, in the order of an indexed field. */
interface Pass {
  readonly filter: Filter;
  readonly sort: 'dueAt' | 'event.position';
}

/** For as long as the log ends at `head`, nothing becomes due from one time until before the other. */
interface Quiet {
  readonly from: string;
  readonly until: string | undefined;
  readonly head: Position | undefined;
}

const PAGE = 100;

/**
 * Sends the commands of one timer under its lease. A round asks for what has become due since the last one, and for
 * what events since then have set to a time that is over: two indexed queries, which find nothing while everything waits.
 * The checkpoint is saved after the round; a round that is cut off is done again, and its commands are repetitions.
 */
export class TimerWorker {
  private readonly readModels: ReadModels;
  private readonly dueTimes;
  private ending = false;
  private quiet: Quiet | undefined;
  private skips: ReadonlySet<Position> = new Set();
  private stopped: EventFailure | undefined;

  private constructor(
    private readonly timer: AnyTimer,
    private readonly lease: LeasedCheckpoint<TimerStateDocument>,
    private readonly options: TimerWorkerOptions,
    private position: Position | undefined,
    private through: string | undefined,
  ) {
    this.readModels = new ReadModels(options.store);
    this.dueTimes = dueTimesOf(timer);
  }

  static async of(
    timer: AnyTimer,
    lease: LeasedCheckpoint<TimerStateDocument>,
    options: TimerWorkerOptions,
  ): Promise<TimerWorker> {
    const { position, through, skips } = await lease.save(undefined, { stopped: null });
    const worker = new TimerWorker(timer, lease, options, position, through);
    worker.skips = positionsOf(skips);
    return worker;
  }

  /**
   * Proves the lease by what was read of it.
   * @throws LeaseLostError when another holder has taken over
   */
  async confirm(read: TimerStateDocument | undefined): Promise<void> {
    const { skips } = await this.lease.confirm(read);
    this.skips = positionsOf(skips);
    if (!this.stopped || !this.skips.has(this.stopped.position)) return;
    this.stopped = undefined;
    await this.lease.save(undefined, { stopped: null });
  }

  get name(): string {
    return this.timer.name;
  }

  /** The event that set the due time whose command can't be executed: nothing is sent until somebody decides to skip it. */
  get stoppedBy(): EventFailure | undefined {
    return this.stopped;
  }

  /**
   * Sends what is due. While nothing is, and the log doesn't grow, the read store isn't asked. A command that a decider refuses is recorded; any other failure ends the
   * round, which is then tried again from its beginning.
   * @throws LeaseLostError when another holder has taken over
   */
  async round(): Promise<void> {
    if (this.stopped) return;
    try {
      const now = this.options.now();
      if (!(await this.isQuiet(now.toISOString()))) await this.sendDue(now);
    } catch (error) {
      const failure = error instanceof Error ? error.message : String(error);
      await this.lease.save(undefined, { failure, stopped: this.stopped ?? null });
      throw error;
    }
  }

  /** Ends the round under way after the command at hand. */
  end(): void {
    this.ending = true;
  }

  async release(): Promise<void> {
    await this.lease.release();
  }

  private async isQuiet(time: string): Promise<boolean> {
    const { quiet } = this;
    if (!quiet || time < quiet.from || (quiet.until !== undefined && time >= quiet.until)) return false;
    return (await this.options.eventStore.head()) === quiet.head;
  }

  private async sendDue(now: Date): Promise<void> {
    this.quiet = undefined;
    const time = now.toISOString();
    const model = await this.upToDate(await this.readModels.open(this.dueTimes), time);
    for (const pass of this.passes(model, time)) await this.sendAll(model, pass, now);
    if (this.ending) return;
    await this.lease.save(model.position, { through: time, failure: null, ...marked(model.mark) });
    this.position = model.position;
    this.through = time;
    this.quiet = await this.quietAfter(model, time);
  }

  /** Undefined: the model doesn't know all of the log yet. */
  private async quietAfter(model: ReadModel<DueTime>, time: string): Promise<Quiet | undefined> {
    const head = await this.options.eventStore.head();
    if (isBehind(model.position, head)) return undefined;
    const [next] = await model.find({ dueAt: { $gt: time } }, { sort: { dueAt: 1, _id: 1 }, limit: 1 });
    return { from: time, until: next?.dueAt, head };
  }

  /** When something is due, the model has come as far as the log: what cancels it may stand there already. */
  private async upToDate(model: ReadModel<DueTime>, time: string): Promise<ReadModel<DueTime>> {
    const { patience: timeoutMs } = this.options;
    for (const { filter, sort } of this.passes(model, time)) {
      const [due] = await model.find(filter, { sort: { [sort]: 1, _id: 1 }, limit: 1 });
      if (!due) continue;
      const minPosition = await this.options.eventStore.head();
      return this.readModels.open(this.dueTimes, {
        minPosition,
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
      });
    }
    return model;
  }

  private passes({ position = '' }: ReadModel<DueTime>, time: string): Pass[] {
    const known = { $lte: position };
    if (this.through === undefined)
      return [{ filter: { dueAt: { $lte: time }, 'event.position': known }, sort: 'dueAt' }];
    // A clock that was set back goes through the same time once more: what was sent then is known as a repetition.
    const through = this.through < time ? this.through : time;
    return [
      {
        filter: { 'event.position': { $gt: this.position ?? '', ...known }, dueAt: { $lte: through } },
        sort: 'event.position',
      },
      {
        filter: { dueAt: { $gt: through, $lte: time }, 'event.position': known },
        sort: 'dueAt',
      },
    ];
  }

  private async sendAll(model: ReadModel<DueTime>, { filter, sort }: Pass, now: Date): Promise<void> {
    let cursor: string | undefined;
    do {
      const due = await page(model, filter, { sort: [sort, 1], limit: PAGE, cursor });
      for (const entry of due.items) {
        if (this.ending) return;
        await this.send(entry, now);
      }
      cursor = due.nextCursor;
      if (cursor !== undefined) await this.lease.save(undefined);
    } while (cursor !== undefined);
  }

  private async send(entry: Read<DueTime>, now: Date): Promise<void> {
    const { store, execute } = this.options;
    const { name, lateness } = this.timer;
    const command = dueCommand(this.timer, entry._id, entry);
    try {
      if (isTooLate(this.timer, entry, now))
        throw new DomainError('too-late', `due at ${entry.dueAt}, more than ${lateness} ms before`);
      if (this.skips.has(entry.event.position))
        throw new DomainError('skipped', 'somebody decided to go on without it');
      await execute(command);
    } catch (error) {
      if (isLasting(error)) this.stopped = failureOf(entry.event, error);
      if (!isRefusal(error)) throw error;
      await recordRefusal(store, name, entry.event, command, error, now);
    }
  }
}

const positionsOf = (skips: readonly Skip[] = []): ReadonlySet<Position> =>
  new Set(skips.map(({ position }) => position));
