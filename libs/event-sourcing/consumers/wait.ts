import { setTimeout as delay } from 'node:timers/promises';

/** Resolves after so many milliseconds, or once the signal is aborted. */
export type Wait = (milliseconds: number, signal: AbortSignal) => Promise<void>;

/** By the system's timers. */
export const waitInTime: Wait = (milliseconds, signal) =>
  delay(milliseconds, undefined, { signal }).catch(() => undefined);
