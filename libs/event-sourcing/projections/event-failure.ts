import { type Position } from '../event-store/event-store.port.js';

/** The event that a projection or a reaction can't get past, and why. */
export interface EventFailure {
  readonly stream: string;
  readonly revision: number;
  readonly position: Position;
  readonly type: string;
  readonly error: string;
}

/** For readiness and operators. */
export const stopSentence = ({ stream, revision, position, error }: EventFailure): string =>
  `stopped before the event at position ${position} (event ${revision} of ${stream}): ${error}`;
