import { Heartbeat } from '../consumers/heartbeat.js';
import { LeasedCheckpoint, LeaseLostError, type LeaseOptions } from '../consumers/leased-checkpoint.js';
import { type ReadCollection } from '../read-store/read-store.port.js';
import { type AnyTimer } from './timer.js';
import { type TimerStateDocument, TimerWorker, type TimerWorkerOptions } from './timer-worker.js';

export interface TimerRunnerOptions extends TimerWorkerOptions {
  readonly timers: readonly AnyTimer[];
  /** Names this run of this process: no other has the same. */
  readonly owner: string;
  /**
   * How long a silent holder keeps its timers before another takes over, in milliseconds; 5,000 when absent. A command
   * is sent within a third of it after its time has come.
   */
  readonly leaseDuration?: number;
  /** Failures that the runner survives. */
  readonly onError?: (error: unknown) => void;
}

/**
 * Runs timers, as far as no other process does: each has one holder at a time, by lease. Their projections of due
 * times are run by a `ProjectionRunner`, in this process or another.
 */
export class TimerRunner {
  private readonly states: ReadCollection<TimerStateDocument>;
  private readonly lease: LeaseOptions;
  private readonly followed;

  constructor(private readonly options: TimerRunnerOptions) {
    const { store, timers, owner, now, leaseDuration = 5_000 } = options;
    this.states = store.collection<TimerStateDocument>('_timers');
    this.lease = { owner, now: () => now().getTime(), duration: leaseDuration };
    this.followed = timers.map((timer) => this.follow(timer));
  }

  /** Returns at once. */
  start(): void {
    for (const { heartbeat } of this.followed) heartbeat.start();
  }

  /** Finishes the commands at hand, and lets the leases go. */
  async stop(): Promise<void> {
    await Promise.all(this.followed.map((timer) => timer.stop()));
  }

  private follow(timer: AnyTimer) {
    const { onError = () => undefined } = this.options;
    let worker: TimerWorker | undefined;
    const heartbeat = new Heartbeat(this.lease.duration / 3, async () => {
      try {
        worker ??= await this.take(timer);
        await worker?.round();
      } catch (error) {
        if (error instanceof LeaseLostError) worker = undefined;
        onError(error);
      }
    });
    const stop = async () => {
      worker?.end();
      await heartbeat.stop();
      await worker?.release().catch(onError);
    };
    return { heartbeat, stop };
  }

  private async take(timer: AnyTimer): Promise<TimerWorker | undefined> {
    const lease = await LeasedCheckpoint.acquire(this.states, timer.name, { failure: null }, this.lease);
    return lease && TimerWorker.of(timer, lease, this.options);
  }
}
