import { setTimeout as delay } from 'node:timers/promises';
import { type ConsumerGroup } from '../consumers/consumer-group.js';
import { Heartbeat } from '../consumers/heartbeat.js';
import { Leases } from '../consumers/leases.js';
import { isBehind } from '../consumers/log-feed.js';
import { type Position } from '../event-store/event-store.port.js';
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
  private readonly followed;

  /** @throws UnknownEventTypeError when a reaction listens to an event that no context defines */
  constructor(private readonly options: ReactionRunnerOptions) {
    const { group, reactions } = options;
    for (const type of reactions.flatMap(({ events }) => events)) group.options.codec.schemaVersionOf(type);
    this.progress = reactionProgress(group.options.readStore);
    this.leases = new Leases(reactionStates(group.options.readStore), group.lease);
    this.followed = reactions.map((reaction) => this.follow(reaction));
  }

  /** Returns at once; the reactions come up by and by. */
  start(): void {
    for (const { heartbeat } of this.followed) heartbeat.start();
  }

  /** Finishes the commands at hand, saves the checkpoints, and lets the leases go. */
  async stop(): Promise<void> {
    await Promise.all(this.followed.map((reaction) => reaction.stop()));
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

  private follow(reaction: AnyReaction) {
    const { group } = this.options;
    let worker: ReactionWorker | undefined;
    const letGo = async () => {
      const former = worker;
      worker = undefined;
      await former?.close();
      if (former) await group.feeds.leave(former);
    };
    const heartbeat = new Heartbeat(group.lease.duration / 3, async () => {
      try {
        await worker?.renew();
        if (worker?.ended) await letGo();
        if (worker) return;
        worker = await this.take(reaction);
        if (worker) group.feeds.join(worker);
      } catch (error) {
        group.report(error);
      }
    });
    const stop = async () => {
      await heartbeat.stop();
      await letGo();
    };
    return { heartbeat, stop };
  }

  private async take(reaction: AnyReaction): Promise<ReactionWorker | undefined> {
    const { group, execute } = this.options;
    const { readStore: store, now } = group.options;
    const fields = { state: 'catching-up', failure: null };
    const lease = await this.leases.acquire(reaction.name, fields);
    const { checkpoint, report: onError } = group;
    const onDone = (worker: ReactionWorker) => {
      group.feeds.joinAlone(worker);
    };
    return (
      lease &&
      new ReactionWorker(reaction, lease, { store, group: checkpoint, now, execute, onError, onDone })
    );
  }
}
