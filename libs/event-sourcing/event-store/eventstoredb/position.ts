import { type Position as ClientPosition } from '@eventstore/db-client';
import { EventStoreError, type Position } from '../event-store.port.js';

/** Every unsigned 64-bit integer fits. */
const DIGITS = 20;
const POSITION = /^(\d{20})\/(\d{20})$/;

/** Commit and prepare, both zero-padded, so that positions sort as strings as they do in the log. */
export const toPosition = ({ commit, prepare }: ClientPosition): Position =>
  `${commit.toString().padStart(DIGITS, '0')}/${prepare.toString().padStart(DIGITS, '0')}`;

/** @throws EventStoreError when the position was not made by this kind of log */
export function fromPosition(position: Position): ClientPosition {
  const [, commit, prepare] = POSITION.exec(position) ?? [];
  if (commit === undefined || prepare === undefined) {
    throw new EventStoreError(`${JSON.stringify(position)} is no position of EventStoreDB`);
  }
  return { commit: BigInt(commit), prepare: BigInt(prepare) };
}
