import { type WireEvent } from './wire-event.js';

/** A place in the log. Sorted by `commit`, then by `prepare`. */
export interface LogPosition {
  readonly commit: bigint;
  readonly prepare: bigint;
}

/** An event where it came to stand. */
export interface LogEntry extends LogPosition, WireEvent {
  readonly stream: string;
  readonly revision: number;
}

export const comparePositions = (a: LogPosition, b: LogPosition): number =>
  a.commit === b.commit ? Number(a.prepare - b.prepare) : Number(a.commit - b.commit);

/** The index of the first entry that stands at `position` or after it. */
export function firstNotBefore(entries: readonly LogPosition[], position: LogPosition): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const entry = entries[middle];
    if (entry !== undefined && comparePositions(entry, position) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
