import { setTimeout as delay } from 'node:timers/promises';
import { type ConsumerGroup } from '../consumers/consumer-group.js';
import { Heartbeat } from '../consumers/heartbeat.js';
import { Leases } from '../consumers/leases.js';
import { isBehind } from '../consumers/log-feed.js';
import { Pace } from '../consumers/pace.js';
import { WorkByName } from '../consumers/work-by-name.js';
import { type Position } from '../event-store/event-store.port.js';
import { stopSentence } from '../projections/event-failure.js';
import { type AnyReaction } from './reaction.js';
import { reactionProgress, type ReactionStateDocument, reactionStates } from './reaction-state.js';
import { ReactionWorker, type ReactionWorkerOptions } from './reaction-worker.js';

export interface ReactionRunnerOptions extends Pick<ReactionWorkerOptions, 'execute'> {
  readonly group: ConsumerGroup;
  readonly reactions: readonly AnyReaction[];
}

const POLL = 5;

/**
 * Runs reactions, as far as no other process does: each has one holder at a time, by lease. They are fed by the
 * subscription of their group; one that waits for a store holds up no other consumer. Their commands take effect once,
 * however often events are delivered; the checkpoint only saves work.
 */
export class ReactionRunner {
  private readonly progress;
  private readonly leases: Leases<ReactionStateDocument>;
  private readonly workers = new Map<string, ReactionWorker>();
  /** Those that another process runs, as far as is known. */
  private readonly elsewhere = new Set<string>();
  private readonly heartbeat: Heartbeat;
  private readonly pace = new Pace();
  private readonly work: WorkByName;
  private started = false;

  /** @throws UnknownEventTypeError when a reaction listens to an event that no context defines */
  constructor(private readonly options: ReactionRunnerOptions) {
    const { group, reactions } = options;
    const { codec, readStore, wait } = group.options;
    for (const type of reactions.flatMap(({ events }) => events)) codec.schemaVersionOf(type);
    const hasten = () => {
      this.hasten();
    };
    this.progress = reactionProgress(readStore);
    this.leases = new Leases(reactionStates(readStore), group.lease, hasten);
    this.work = new WorkByName(hasten);
    this.heartbeat = new Heartbeat(group.lease.duration / 3, () => this.round(), wait);
  }

  /** Returns at once; the reactions come up by and by. */
  start(): void {
    if (this.started) return;
    this.started = true;
    this.options.group.presence.enter();
    this.heartbeat.start();
  }

  /** Finishes the commands at hand, saves the checkpoints, and lets the leases go. */
  async stop(): Promise<void> {
    await this.heartbeat.stop();
    await this.work.done();
    await Promise.all([...this.workers].map(([name, worker]) => this.letGo(name, worker)));
    if (this.started) await this.options.group.presence.leave();
  }

  /**
   * Resolves once every reaction has come as far as `until` (the end of the log when absent), by this process or
   * another, or is stopped by an event that it can't digest.
   * @throws AbortError when the signal says that waiting is over
   */
  async catchUp(until?: Position, signal?: AbortSignal): Promise<void> {
    this.start();
    const target = until ?? (await this.options.group.options.eventStore.head());
    if (target === undefined) return;
    for (const { name } of this.options.reactions) {
      while (!(await this.hasReached(name, target))) await delay(POLL, undefined, { signal });
    }
  }

  private async hasReached(name: string, target: Position): Promise<boolean> {
    const [state] = await this.progress.get([name]);
    const stopped = state?.state === 'stopped' && this.leases.isAlive(state);
    return stopped || !isBehind(state?.position, target);
  }

  /** One read for all reactions. */
  private async round(): Promise<void> {
    if (!this.pace.isDue(this.isBusy)) return;
    try {
      const states = await this.leases.all();
      for (const reaction of this.options.reactions) {
        const { name } = reaction;
        this.work.begin(name, () => this.lookAfter(reaction, states.get(name)));
      }
    } catch (error) {
      this.pace.hasten();
      this.options.group.report(error);
    }
  }

  /** Something may have to be done before anybody else says so. */
  private get isBusy(): boolean {
    return this.options.reactions.some(({ name }) => {
      const worker = this.workers.get(name);
      return worker ? worker.ended : !this.elsewhere.has(name);
    });
  }

  private async lookAfter(reaction: AnyReaction, state: ReactionStateDocument | undefined): Promise<void> {
    const { group } = this.options;
    const { name } = reaction;
    this.elsewhere.delete(name);
    try {
      const held = this.workers.get(name);
      const again = await held?.renew(state);
      if (held?.ended) await this.letGo(name, held);
      else if (held && again) this.feed(held);
      if (this.workers.has(name)) return;
      if (this.leases.isElsewhere(state)) this.elsewhere.add(name);
      else await this.take(reaction);
    } catch (error) {
      group.report(error);
    }
  }

  private async letGo(name: string, worker: ReactionWorker): Promise<void> {
    this.workers.delete(name);
    this.reportStop(name);
    await worker.close();
    await this.options.group.feeds.leave(worker);
  }

  private async take(reaction: AnyReaction): Promise<void> {
    const { group, execute } = this.options;
    const { readStore: store, now } = group.options;
    const fields = { state: 'catching-up', failure: null };
    const lease = await this.leases.acquire(reaction.name, fields);
    if (!lease) return;
    const { checkpoint, report: onError, feeds } = group;
    const onDone = (worker: ReactionWorker) => {
      feeds.joinAlone(worker);
    };
    const onStop = () => {
      this.reportStop(reaction.name);
    };
    const options = { store, group: checkpoint, now, execute, onError, onDone, onStop };
    const worker = new ReactionWorker(reaction, lease, options);
    this.workers.set(reaction.name, worker);
    // What is to be skipped was decided before.
    await worker.renew(undefined);
    this.feed(worker);
  }

  private feed(worker: ReactionWorker): void {
    this.reportStop(worker.name);
    this.options.group.feeds.join(worker);
  }

  private reportStop(name: string): void {
    const stopped = this.workers.get(name)?.stoppedBy;
    const reason = stopped && stopSentence(stopped);
    this.options.group.options.impediments?.report(`reaction ${name}`, reason);
  }

  private hasten(): void {
    this.pace.hasten();
    this.heartbeat.hasten();
  }
}
