import { setImmediate } from 'node:timers/promises';

const SLICE_MS = 2;
const CHECK_EVERY = 32;

/** Keeps a long loop from holding the event loop: commands are served in the same process. */
export class Pace {
  private since = performance.now();
  private steps = 0;

  /** To be asked at each step: true when it is time to `rest`. */
  isDue(): boolean {
    this.steps += 1;
    return this.steps % CHECK_EVERY === 0 && performance.now() - this.since >= SLICE_MS;
  }

  async rest(): Promise<void> {
    await setImmediate();
    this.since = performance.now();
  }
}
