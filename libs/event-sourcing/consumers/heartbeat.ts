import { type Wait, waitInTime } from './wait.js';

/** Does something at once, then after each pause and whenever asked to, never twice at a time. */
export class Heartbeat {
  private stopped = false;
  private wake = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    /** In milliseconds. */
    private readonly pause: number,
    /** Must not reject. */
    private readonly beat: () => Promise<void>,
    private readonly wait: Wait = waitInTime,
  ) {}

  start(): void {
    this.running ??= this.run();
  }

  /** Not waiting for the pause to end; when a beat is under way, there is another right after it. */
  hasten(): void {
    this.wake.abort();
  }

  /** Resolves once the beat under way is over; there is none after. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.wake.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      this.wake = new AbortController();
      await this.beat();
      // `stop` may have come during the beat.
      if (!this.wake.signal.aborted) await this.wait(this.pause, this.wake.signal);
    }
  }
}
