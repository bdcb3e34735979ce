import { performance } from 'node:perf_hooks';
import { EventStoreError, ReadStoreError } from '../event-sourcing/core.js';

const MINUTE = 60_000;

/** More different errors than these are forgotten. */
const MOST_KNOWN = 100;

/**
 * Logs an error at once, and another of the same message at most once a minute, with how many came meanwhile: what is
 * tried again and again fails again and again. A store's own error is its sentence; any other has its stack.
 *
 * @param clock monotonic, in milliseconds; the process's own when absent
 */
export const seldom = (
  write: (text: string) => void,
  clock: () => number = () => performance.now(),
): ((error: unknown) => void) => {
  const known = new Map<string, { readonly at: number; unsaid: number }>();
  return (error) => {
    const text = textOf(error);
    const before = known.get(text);
    if (before && clock() - before.at < MINUTE) {
      before.unsaid += 1;
      return;
    }
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(text, { at: clock(), unsaid: 0 });
    write(before && before.unsaid > 0 ? `${text} (and ${before.unsaid} times before)` : text);
  };
};

const textOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const isStores = error instanceof EventStoreError || error instanceof ReadStoreError;
  return isStores ? error.message : (error.stack ?? error.message);
};
