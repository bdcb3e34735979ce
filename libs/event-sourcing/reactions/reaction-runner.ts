import { setTimeout as delay } from 'node:timers/promises';
import { type EventStore, type Position } from '../event-store/event-store.port.js';
import { type EventCodec } from '../events/event-codec.js';
import { Heartbeat } from '../consumers/heartbeat.js';
import { LeasedCheckpoint, type LeaseOptions } from '../consumers/leased-checkpoint.js';
import { isBehind } from '../consumers/log-feed.js';
import { LogFeeds } from '../consumers/log-feeds.js';
import { TimeSlices } from '../consumers/time-slices.js';
import { type ReadCollection } from '../read-store/read-store.port.js';
import { type AnyReaction } from './reaction.js';
import { type ReactionStateDocument, ReactionWorker, type ReactionWorkerOptions } from './reaction-worker.js';

export interface ReactionRunnerOptions extends Omit<ReactionWorkerOptions, 'onError'> {
  readonly eventStore: EventStore;
  readonly codec: EventCodec;
  readonly reactions: readonly AnyReaction[];
  /** Names this run of this process: no other has the same. */
  readonly owner: string;
  /** How long a silent holder keeps its reactions before another takes over, in milliseconds. */
  readonly leaseDuration?: number;
  /** Failures that the runner survives. */
  readonly onError?: (error: unknown) => void;
}

/** The events that are read at a time: each may mean commands, and the checkpoint is saved after them. */
const BATCH_SIZE = 500;
const POLL = 5;

/**
 * Runs reactions, as far as no other process does: each has one holder at a time, by lease. Each follows the log by
 * itself, so that one which waits for a store holds up none of the others. Their commands take effect once, however
 * often events are delivered; the checkpoint only saves work.
 */
export class ReactionRunner {
  private readonly states: ReadCollection<ReactionStateDocument>;
  private readonly lease: LeaseOptions;
  private readonly slices = new TimeSlices();
  private readonly followed;

  /** @throws UnknownEventTypeError when a reaction listens to an event that no context defines */
  constructor(private readonly options: ReactionRunnerOptions) {
    const { store, codec, reactions, owner, now, leaseDuration = 5_000 } = options;
    for (const type of reactions.flatMap(({ events }) => events)) codec.schemaVersionOf(type);
    this.states = store.collection<ReactionStateDocument>('_reactions');
    this.lease = { owner, now: () => now().getTime(), duration: leaseDuration };
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
    const target = until ?? (await this.options.eventStore.head());
    if (target === undefined) return;
    for (const { name } of this.options.reactions) {
      while (!(await this.hasReached(name, target))) await delay(POLL, undefined, { signal });
    }
  }

  private async hasReached(name: string, target: Position): Promise<boolean> {
    const [state] = await this.states.get([name]);
    const stopped = state?.state === 'stopped' && state.expiresAt > this.lease.now();
    return stopped || !isBehind(state?.position, target);
  }

  private follow(reaction: AnyReaction) {
    const { eventStore, codec, onError = () => undefined } = this.options;
    const feeds = new LogFeeds({ eventStore, codec, slices: this.slices, batchSize: BATCH_SIZE, onError });
    let worker: ReactionWorker | undefined;
    const heartbeat = new Heartbeat(this.lease.duration / 3, async () => {
      try {
        if (worker) await worker.renew();
        if (worker?.ended) {
          feeds.leave(worker);
          await worker.close();
          worker = undefined;
        }
        if (worker) return;
        worker = await this.take(reaction, onError);
        if (worker) feeds.join(worker);
      } catch (error) {
        onError(error);
      }
    });
    const stop = async () => {
      await heartbeat.stop();
      const closed = worker?.close();
      await feeds.stop();
      await closed;
    };
    return { heartbeat, stop };
  }

  private async take(reaction: AnyReaction, onError: (error: unknown) => void) {
    const fields = { state: 'catching-up', failure: null };
    const lease = await LeasedCheckpoint.acquire(this.states, reaction.name, fields, this.lease);
    return lease && new ReactionWorker(reaction, lease, { ...this.options, onError });
  }
}
