import { performance } from 'node:perf_hooks';

/** How long synchronous work may hold the event loop before others get their turn, in milliseconds. */
const SLICE = 1;

/**
 * Shares the event loop between long computations and everything else in the process. Work asks `due()` now and
 * then, and awaits `pause()` when it is. However many computations wait, one slice is run in each turn of the
 * event loop, so that a command served by the same process waits for one slice at most.
 */
export class TimeSlices {
  private readonly waiting: (() => void)[] = [];
  private began = performance.now();

  due(): boolean {
    return performance.now() - this.began > SLICE;
  }

  async pause(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.waiting.push(resolve);
      if (this.waiting.length === 1) setImmediate(this.next);
    });
  }

  private readonly next = () => {
    const resume = this.waiting.shift();
    if (this.waiting.length > 0) setImmediate(this.next);
    this.began = performance.now();
    resume?.();
  };
}
