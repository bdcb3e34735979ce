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

interface Marked extends Pick<RecordedEvent, 'stream' | 'revision' | 'position'> {
  readonly metadata: { readonly hash?: unknown };
}

/** Of an event that the codec need not be able to read. */
export const markOf = (log: string, { stream, revision, position, metadata }: Marked): LogMark => ({
  log,
  stream,
  revision,
  position,
  hash: hashIn(metadata),
});

export const hashIn = ({ hash }: Marked['metadata']): string => (typeof hash === 'string' ? hash : '');

export const laterOf = (one: LogMark | undefined, other: LogMark | undefined): LogMark | undefined =>
  (one?.position ?? '') > (other?.position ?? '') ? one : other;
