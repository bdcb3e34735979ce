import { existsSync } from 'node:fs';
import { isMainThread, Worker } from 'node:worker_threads';

/** Linux tells here what system call a thread of this process is in. */
const THREADS = '/proc/self/task';

/** Has a handler that does nothing; without a handler a signal would not end a system call. */
const NUDGE = 'SIGURG';

/**
 * Twice a second: nudges the threads that have slept on a lock shared with other processes since the last look. They
 * then look at the lock again, and take it or go on sleeping.
 *
 * The pattern is futex(address, FUTEX_WAIT, a locked value with the waiters' bit): system call 202, on ARM 98, and not
 * "private" as the locks within a process are. It runs in a thread of its own, since the sleeper may be the event
 * loop, and is plain JavaScript in a string, since there is no file that a worker could load both as built and in specs.
 */
const WATCH = `
const { readdirSync, readFileSync } = require('node:fs');
const asleep = /^(202|98) 0x[0-9a-f]+ 0x0 0x[89a-f][0-9a-f]{7} /;
const systemCall = (thread) => {
  try {
    return readFileSync('${THREADS}/' + thread + '/syscall', 'latin1');
  } catch {
    return '';
  }
};
let before = new Map();
setInterval(() => {
  const now = new Map();
  for (const thread of readdirSync('${THREADS}')) {
    const call = systemCall(thread);
    if (!asleep.test(call)) continue;
    if (before.get(thread) === call) process.kill(Number(thread), '${NUDGE}');
    now.set(thread, call);
  }
  before = now;
}, 500);
`;

const nothing = (): void => undefined;

let users = 0;
let watch: Worker | undefined;

/**
 * Keeps this process from sleeping for ever on the write lock of an LMDB folder that it shares.
 *
 * LMDB's lock survives the death of its holder, but not that of a waiter at one moment: woken since the lock is free,
 * it is killed, while another process has taken the lock already and so was not told that there are more waiters. These
 * sleep on, though the lock may be free, until some other process happens to wait. Only where Linux's /proc is, and by the
 * main thread for all of them: no other is told of signals. Each call is paired with one of `unwatchLocks`.
 */
export function watchLocks(): void {
  users += 1;
  if (users > 1 || !isMainThread || !existsSync(THREADS)) return;
  process.on(NUDGE, nothing);
  watch = new Worker(WATCH, { eval: true });
  watch.unref();
}

export async function unwatchLocks(): Promise<void> {
  users -= 1;
  if (users > 0 || watch === undefined) return;
  const ended = watch.terminate();
  watch = undefined;
  process.off(NUDGE, nothing);
  await ended;
}
