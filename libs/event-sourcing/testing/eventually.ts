import { setTimeout as delay } from 'node:timers/promises';

const BOUND = 10_000;
const PAUSE = 2;

/** Waits until the condition holds. @throws Error when it doesn't within ten seconds */
export async function eventually(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + BOUND;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`${what}: not within ${BOUND} ms`);
    await delay(PAUSE);
  }
}
