import { type Position, type RecordedEvent } from '../event-store/event-store.port.js';

/** An event that a checkpoint stands at, and the log that holds it: proof of which log it has been moved along. */
export interface LogMark {
  /** As `EventStore.identity` tells it. */
  readonly log: string;
  readonly stream: string;
  readonly revision: number;
  readonly position: Position;
  readonly hash: string;
}

/** Of an event that the codec need not be able to read. */
export const markOf = (log: string, { stream, revision, position, metadata }: RecordedEvent): LogMark => ({
  log,
  stream,
  revision,
  position,
  hash: hashIn(metadata),
});

export const hashIn = ({ hash }: RecordedEvent['metadata']): string => (typeof hash === 'string' ? hash : '');

export const laterOf = (one: LogMark | undefined, other: LogMark | undefined): LogMark | undefined =>
  (one?.position ?? '') > (other?.position ?? '') ? one : other;
