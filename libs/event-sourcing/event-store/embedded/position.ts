import { EventStoreError, type Position } from '../event-store.port.js';

const DIGITS = 16;

/** The 1-based place in the log as a string that sorts: every safe integer has at most 16 digits. */
export const toPosition = (place: number): Position => place.toString().padStart(DIGITS, '0');

/** @throws EventStoreError when the position was not made by this kind of log */
export function fromPosition(position: Position): number {
  const place = Number(position);
  if (position.length !== DIGITS || !Number.isSafeInteger(place) || place < 0) {
    throw new EventStoreError(`${JSON.stringify(position)} is no position of an embedded event log`);
  }
  return place;
}
