import { EventDamagedError, type RecordedEvent, type Position } from '../event-store/event-store.port.js';
import { type LogEvent } from '../events/domain-event.js';
import { type EventCodec } from '../events/event-codec.js';
import { type Keyring } from '../keys/subject-keys.js';

/** Of an event that is too damaged to say what it is. It concerns every consumer. */
const UNKNOWN = 'unknown';

/** An event as stored, and as the codec reads it; `event` is an error where it is damaged, or the codec can't. */
export interface DecodedEvent {
  readonly recorded: Pick<RecordedEvent, 'stream' | 'revision' | 'position' | 'type'>;
  readonly event: LogEvent | Error;
  /** Of an event of a type that no context defines: the types of the context of its stream, or that it may be any's. */
  readonly beside?: ReadonlySet<string> | 'any';
}

/**
 * Whether a consumer of these types must take notice of an event. One of an unknown type, which a newer version may have
 * written, concerns all that listen to events of the same context: nobody knows whether they should pass over it.
 */
export const concerns = (types: ReadonlySet<string>, { recorded, beside }: DecodedEvent): boolean => {
  if (beside === undefined) return types.has(recorded.type) || recorded.type === UNKNOWN;
  return beside === 'any' || [...types].some((type) => beside.has(type));
};

/**
 * The keys for those of the events that consumers of these types are given.
 * @throws KeyStoreError
 */
export const keysFor = (
  types: ReadonlySet<string>,
  codec: EventCodec,
  events: readonly (RecordedEvent | EventDamagedError)[],
): Promise<Keyring> =>
  // As they are now: what is appended after an erasure must not reach a read model, whoever had the key still.
  codec.keysToDecode(
    events.flatMap((event) => (event instanceof EventDamagedError || !types.has(event.type) ? [] : [event])),
    'now',
  );

/** The event for consumers of these types, by the keys of `keysFor`; undefined: it is none of theirs. */
export function decodedFor(
  types: ReadonlySet<string>,
  codec: EventCodec,
  event: RecordedEvent | EventDamagedError,
  keys: Keyring,
): DecodedEvent | undefined {
  if (event instanceof EventDamagedError) return { recorded: named(event), event };
  if (types.has(event.type)) return { recorded: event, event: decodeOrError(codec, event, keys) };
  if (codec.knows(event.type)) return undefined;
  const beside = codec.typesOfStream(event.stream) ?? 'any';
  return { recorded: event, event: decodeOrError(codec, event, keys), beside };
}

const positionOf = (event: RecordedEvent | EventDamagedError): Position =>
  event instanceof EventDamagedError ? event.event.position : event.position;

/** Sorts them, in place. */
export const inOrder = (
  events: (RecordedEvent | EventDamagedError)[],
): (RecordedEvent | EventDamagedError)[] =>
  events.sort((one, other) => (positionOf(one) < positionOf(other) ? -1 : 1));

const named = ({ event }: EventDamagedError): DecodedEvent['recorded'] => {
  const { stream = UNKNOWN, revision = -1, type = UNKNOWN, position } = event;
  return { stream, revision, type, position };
};

function decodeOrError(codec: EventCodec, recorded: RecordedEvent, keys: Keyring): LogEvent | Error {
  try {
    return codec.decode(recorded, keys);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
