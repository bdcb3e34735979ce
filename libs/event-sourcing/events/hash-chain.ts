import { hash } from 'node:crypto';
import { EventDamagedError, type JsonObject, type RecordedEvent } from '../event-store/event-store.port.js';
import { canonicalJson } from './canonical-json.js';

/** What one link of the chain covers: the event as stored, save its own hash. */
export interface ChainLink {
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  readonly data: JsonObject;
  readonly metadata: JsonObject;
}

/** The hash before a stream's first event. */
export const GENESIS = '';

/**
 * SHA-256, in hexadecimal, over the previous event's hash and this event, in canonical JSON (RFC 8785). An event that
 * is changed, left out or moved within its stream breaks every later link.
 */
export const chainHash = (
  previous: string,
  { stream, revision, id, type, data, metadata: { hash: _, ...metadata } }: ChainLink,
): string =>
  hashOfLink(previous, {
    stream,
    revision,
    id,
    type,
    data: canonicalJson(data),
    metadata: canonicalJson(metadata),
  });

/** A link whose data and metadata are canonical JSON already, the metadata without a hash. */
export type LinkText = Omit<ChainLink, 'data' | 'metadata'> & {
  readonly data: string;
  readonly metadata: string;
};

/** `chainHash` of what is about to be stored, so that an event is turned into text once. */
export const hashOfLink = (previous: string, link: LinkText): string => {
  const { stream, revision, id, type, data, metadata } = link;
  const head = JSON.stringify([previous, stream, revision, id, type]);
  return hash('sha256', `${head.slice(0, -1)},${data},${metadata}]`);
};

/**
 * The hash of an event as stored, which follows the one with the hash `previous`.
 * @throws EventDamagedError when it isn't what was chained to that one
 */
export const checkedHash = (previous: string, event: RecordedEvent): string => {
  const { stream, revision, position, type, metadata } = event;
  if (metadata.hash === chainHash(previous, event)) return metadata.hash;
  throw new EventDamagedError(
    { stream, revision, position, type },
    'its hash does not follow from the events before it and from what it says',
  );
};
