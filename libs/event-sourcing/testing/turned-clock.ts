import { type Wait } from '../consumers/wait.js';

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

/** Time, in milliseconds, that passes only when it is told to. */
export class TurnedClock {
  private time = 0;
  private readonly sleepers = new Set<Sleeper>();

  readonly now = (): number => this.time;

  readonly wait: Wait = (milliseconds, signal) =>
    new Promise((resolve) => {
      const wake = () => {
        this.sleepers.delete(sleeper);
        resolve();
      };
      const sleeper = { until: this.time + milliseconds, wake };
      this.sleepers.add(sleeper);
      if (signal.aborted) wake();
      else signal.addEventListener('abort', wake, { once: true });
    });

  /** How many wait for their time to come. */
  get sleeping(): number {
    return this.sleepers.size;
  }

  /** Goes on to the next time that somebody waits for, and wakes those who do. */
  turn(): void {
    this.time = Math.min(...[...this.sleepers].map(({ until }) => until));
    for (const { until, wake } of this.sleepers) if (until <= this.time) wake();
  }
}
