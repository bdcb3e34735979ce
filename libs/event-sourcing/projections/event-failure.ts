import { type Position } from '../event-store/event-store.port.js';

/** The event that a projection or a reaction can't get past, and why. */
export interface EventFailure {
  readonly stream: string;
  readonly revision: number;
  readonly position: Position;
  readonly type: string;
  /** What was thrown says, which may be about a person. */
  readonly error: string;
}

/**
 * For readiness, which is open to all: what an error says may be about a person, so only the lists of projections and
 * reactions have it, and the log.
 */
export const stopSentence = ({ stream, revision, position }: EventFailure): string =>
  `stopped before the event at position ${position} (event ${revision} of ${stream}): its status says why`;
