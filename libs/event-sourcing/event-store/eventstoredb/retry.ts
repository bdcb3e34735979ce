import { setTimeout } from 'node:timers/promises';

/** How often, and after which delays, a call that failed in passing is made again. */
export interface RetryPolicy {
  /** How often a call is made in all, within its budget. */
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

/** As often as the budget of the call allows. */
export const DEFAULT_RETRY: RetryPolicy = {
  attempts: Infinity,
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
