import { setImmediate } from 'node:timers/promises';

/** How long a calculation may hold the event loop, in milliseconds. */
const SLICE = 10;

/**
 * A function for long calculations to await between two steps: it lets others have the event loop when the calculation has
 * held it for 10 ms, and returns at once otherwise.
 */
export const pauses = (): (() => Promise<void>) => {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < SLICE) return;
    await setImmediate();
    since = performance.now();
  };
};
