import { type Position } from '../event-store/event-store.port.js';

/** The event that a projection can't digest, and what it said. */
export interface EventFailure {
  readonly stream: string;
  readonly revision: number;
  readonly position: Position;
  readonly type: string;
  readonly error: string;
}
