import { setTimeout as delay } from 'node:timers/promises';

const PAUSE = 20;

/** Waits until the condition holds. @throws Error when it doesn't within `bound` milliseconds, a minute when absent */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  bound = 60_000,
): Promise<void> {
  const deadline = performance.now() + bound;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`${what}: not within ${bound} ms`);
    await delay(PAUSE);
  }
}
