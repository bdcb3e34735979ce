import { Heartbeat } from '../consumers/heartbeat.js';
import { LeaseLostError } from '../consumers/leased-checkpoint.js';
import { Leases, type LeaseOptions } from '../consumers/leases.js';
import { type AnyTimer } from './timer.js';
import {
  type TimerStateDocument,
  timerStates,
  TimerWorker,
  type TimerWorkerOptions,
} from './timer-worker.js';

export interface TimerRunnerOptions extends TimerWorkerOptions {
  readonly timers: readonly AnyTimer[];
  /** A command is sent within a third of the lease's duration after its time has come. */
  readonly lease: LeaseOptions;
  /** Failures that the runner survives. */
  readonly onError?: (error: unknown) => void;
}

/**
 * Runs timers, as far as no other process does: each has one holder at a time, by lease. Their projections of due
 * times are run by a `ProjectionRunner`, in this process or another.
 */
export class TimerRunner {
  private readonly leases: Leases<TimerStateDocument>;
  private readonly followed;

  constructor(private readonly options: TimerRunnerOptions) {
    const { store, timers, lease } = options;
    this.leases = new Leases(timerStates(store), lease);
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
    const heartbeat = new Heartbeat(this.options.lease.duration / 3, async () => {
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
    const lease = await this.leases.acquire(timer.name, { failure: null });
    return lease && TimerWorker.of(timer, lease, this.options);
  }
}
