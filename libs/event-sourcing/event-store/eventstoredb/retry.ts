import { setTimeout } from 'node:timers/promises';
import { EventStoreUnavailableError } from '../event-store.port.js';
import { isTransient, toEventStoreError } from './failures.js';

/** How often, and after which delays, a call that failed in passing is made again. */
export interface RetryPolicy {
  /** How often a call is made in all. */
  readonly attempts: number;
  /** The delay before the second attempt, in milliseconds; it doubles with each attempt. */
  readonly firstDelay: number;
  /** No delay is longer than this, in milliseconds. */
  readonly longestDelay: number;
  /** From 0 up to 1: where in the upper half of a delay the next attempt falls. */
  readonly random: () => number;
  /** Resolves after so many milliseconds, or when the signal is aborted. */
  readonly delay: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** Bridges some five seconds: an election or the restart of a node. */
export const DEFAULT_RETRY: RetryPolicy = {
  attempts: 8,
  firstDelay: 100,
  longestDelay: 2_000,
  random: Math.random,
  delay: (milliseconds, signal) => setTimeout(milliseconds, undefined, { signal }).catch(() => undefined),
};

/** Waits as long as is due after so many failures in a row. */
export function backOff(policy: RetryPolicy, failures: number, signal: AbortSignal): Promise<void> {
  const longest = Math.min(policy.longestDelay, policy.firstDelay * 2 ** (failures - 1));
  return policy.delay((longest / 2) * (1 + policy.random()), signal);
}

/**
 * Makes a call that is safe to repeat until it succeeds or fails for good.
 *
 * @param what the call in words: "read customer-1"
 * @param stopped no further attempt is made once it is aborted
 * @throws EventStoreUnavailableError when each attempt failed in passing
 * @throws EventStoreError when repeating it would not help
 */
export async function retrying<Result>(
  policy: RetryPolicy,
  what: string,
  stopped: AbortSignal,
  call: () => Promise<Result>,
): Promise<Result> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await call();
    } catch (error) {
      if (!isTransient(error)) throw toEventStoreError(what, error);
      if (failures < policy.attempts && !stopped.aborted) await backOff(policy, failures, stopped);
      if (failures < policy.attempts && !stopped.aborted) continue;
      const reason = error instanceof Error ? error.message : String(error);
      throw new EventStoreUnavailableError(`Could not ${what} in ${failures} attempts: ${reason}`, {
        cause: error,
      });
    }
  }
}
