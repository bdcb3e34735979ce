import { setTimeout as delay } from 'node:timers/promises';

/** In milliseconds: what takes longer on a busy machine fails by the bound of its test. */
const BOUND = 50_000;
const PAUSE = 2;

/** Waits until the condition holds. @throws Error when it doesn't within 50 seconds */
export async function eventually(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + BOUND;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`${what}: not within ${BOUND} ms`);
    await delay(PAUSE);
  }
}
