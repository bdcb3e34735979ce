import { type NewEvent } from '../event-store/event-store.port.js';
import { type Keyring } from '../keys/subject-keys.js';
import { type DomainEvent } from './domain-event.js';
import { type EventCodec } from './event-codec.js';
import { hashOfLink } from './hash-chain.js';
import { metadataFields, type Origin } from './metadata-text.js';

/** Where an event is about to stand, and when it is appended. */
export interface NextLink {
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  /** The hash of the event before it in its stream. */
  readonly previous: string;
  readonly recordedAt: string;
}

/** An event as it is appended, and its hash. */
export interface ChainedEvent {
  readonly encoded: NewEvent;
  readonly hash: string;
}

/** Turns an event into the text that is stored, chained to the event before it; `keys` are those of `keysToEncode`. */
export const chainedEvent = (
  codec: Pick<EventCodec, 'encode' | 'schemaVersionOf'>,
  event: DomainEvent,
  origin: Origin,
  { stream, revision, id, previous, recordedAt }: NextLink,
  keys?: Keyring,
): ChainedEvent => {
  const { type } = event;
  const { data, encrypted } = codec.encode(event, { id, stream }, keys);
  const fields = metadataFields(origin, codec.schemaVersionOf(type), recordedAt, encrypted);
  const hash = hashOfLink(previous, { stream, revision, id, type, data, metadata: `{${fields}}` });
  return { encoded: { id, type, data, metadata: `{${fields},"hash":"${hash}"}` }, hash };
};
