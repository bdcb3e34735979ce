import { Heartbeat } from '../consumers/heartbeat.js';
import { LeaseLostError } from '../consumers/leased-checkpoint.js';
import { Leases, type LeaseOptions } from '../consumers/leases.js';
import { Pace } from '../consumers/pace.js';
import { type Presence } from '../consumers/presence.js';
import { type Wait } from '../consumers/wait.js';
import { type Impediments } from '../health/impediments.js';
import { stopSentence } from '../projections/event-failure.js';
import { ReadModelBehindError } from '../projections/read-models.js';
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
  readonly lease: LeaseOptions & { readonly presence: Presence };
  /** By which it waits for its next round; by the system's timers when absent. */
  readonly wait?: Wait | undefined;
  /** Where it reports which timers are stopped by an event. */
  readonly impediments?: Impediments | undefined;
  /** Failures that the runner survives. That a timer waits for its due times to be projected is told once, however long it takes. */
  readonly onError?: (error: unknown) => void;
}

/**
 * Runs timers, as far as no other process does: each has one holder at a time, by lease. Their projections of due
 * times are run by a `ProjectionRunner`, in this process or another.
 */
export class TimerRunner {
  private readonly leases: Leases<TimerStateDocument>;
  private readonly followed: readonly Followed[];
  private readonly looking: Heartbeat;
  private readonly pace = new Pace();
  private started = false;

  constructor(private readonly options: TimerRunnerOptions) {
    const { store, timers, lease, wait } = options;
    this.leases = new Leases(timerStates(store), lease, () => {
      this.pace.hasten();
      this.looking.hasten();
    });
    this.looking = new Heartbeat(lease.duration / 3, () => this.look(), wait);
    this.followed = timers.map((timer) => this.follow(timer));
  }

  /** Returns at once. */
  start(): void {
    if (this.started) return;
    this.started = true;
    this.options.lease.presence.enter();
    for (const { heartbeat } of this.followed) heartbeat.start();
    this.looking.start();
  }

  /** Finishes the commands at hand, and lets the leases go. */
  async stop(): Promise<void> {
    await this.looking.stop();
    await Promise.all(this.followed.map((followed) => this.letGo(followed)));
    if (this.started) await this.options.lease.presence.leave();
  }

  private follow(timer: AnyTimer): Followed {
    const { lease, wait } = this.options;
    const followed: Followed = {
      timer,
      heartbeat: new Heartbeat(
        lease.duration / 3,
        () =>
          this.round(followed).catch((error: unknown) => {
            this.tell(followed, error);
          }),
        wait,
      ),
      worker: undefined,
      isElsewhere: false,
      isBehind: false,
    };
    return followed;
  }

  /** One read for all timers. */
  private async look(): Promise<void> {
    const { onError = () => undefined } = this.options;
    if (!this.pace.isDue(this.followed.some(({ worker, isElsewhere }) => !worker && !isElsewhere))) return;
    try {
      const states = await this.leases.all();
      for (const followed of this.followed) await this.prove(followed, states.get(followed.timer.name));
    } catch (error) {
      this.pace.hasten();
      onError(error);
    }
  }

  private async prove(followed: Followed, state: TimerStateDocument | undefined): Promise<void> {
    const { timer, worker, heartbeat } = followed;
    followed.isElsewhere = this.leases.isElsewhere(state);
    if (worker) {
      await this.unlessLost(followed, () => worker.confirm(state));
      return;
    }
    const lease = followed.isElsewhere ? undefined : await this.leases.acquire(timer.name, { failure: null });
    if (!lease) return;
    followed.worker = await TimerWorker.of(timer, lease, this.options);
    heartbeat.hasten();
  }

  private async round(followed: Followed): Promise<void> {
    const { worker } = followed;
    if (worker) await this.unlessLost(followed, () => worker.round());
    followed.isBehind = false;
  }

  /** While the due times are projected for the first time, a round fails every few seconds. */
  private tell(followed: Followed, error: unknown): void {
    const told = followed.isBehind;
    followed.isBehind = error instanceof ReadModelBehindError;
    if (!told || !followed.isBehind) this.options.onError?.(error);
  }

  private async unlessLost(followed: Followed, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof LeaseLostError) followed.worker = undefined;
      throw error;
    } finally {
      const stopped = followed.worker?.stoppedBy;
      this.options.impediments?.report(`timer ${followed.timer.name}`, stopped && stopSentence(stopped));
    }
  }

  private async letGo({ worker, heartbeat }: Followed): Promise<void> {
    const { onError = () => undefined } = this.options;
    worker?.end();
    await heartbeat.stop();
    await worker?.release().catch(onError);
  }
}

interface Followed {
  readonly timer: AnyTimer;
  readonly heartbeat: Heartbeat;
  worker: TimerWorker | undefined;
  /** Another process holds it. */
  isElsewhere: boolean;
  /** Its last round waited in vain for its due times, and that has been told. */
  isBehind: boolean;
}
