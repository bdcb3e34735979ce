import {
  type ExpectedRevision,
  EventTooLargeError,
  InvalidAppendError,
  MAX_APPEND_BYTES,
  type NewEvent,
  STREAM_NAME,
} from './event-store.port.js';

const MAX_STREAM_NAME = 250;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Of one unit of UTF-16, in UTF-8. */
const MOST_BYTES_OF_A_CHARACTER = 3;

const bytesOf = ({ type, data, metadata }: NewEvent): number =>
  Buffer.byteLength(type) + Buffer.byteLength(data) + Buffer.byteLength(metadata);

/**
 * What every adapter refuses before it asks its store: the rules of `EventStore.append` that need no log.
 *
 * @throws InvalidAppendError an illegal stream name or expected revision, no events, one id twice, an id
 * that is no UUID, a type that is empty or marks a system event (`$…`)
 * @throws EventTooLargeError over `MAX_APPEND_BYTES` of types, data and metadata together
 */
export function assertAppendable(
  stream: string,
  events: readonly NewEvent[],
  expected: ExpectedRevision,
): void {
  if (stream.length > MAX_STREAM_NAME || !STREAM_NAME.test(stream)) {
    throw new InvalidAppendError(`${JSON.stringify(stream)} is no stream name: expected <category>-<id>`);
  }
  if (expected !== 'no-stream' && !(Number.isSafeInteger(expected) && expected >= 0)) {
    throw new InvalidAppendError(`${expected} is no revision to expect of ${stream}`);
  }
  if (events.length === 0) throw new InvalidAppendError(`Nothing to append to ${stream}`);
  if (events.length > 1 && new Set(events.map(({ id }) => id)).size < events.length) {
    throw new InvalidAppendError(`One event id twice in an append to ${stream}`);
  }
  let characters = 0;
  for (const { id, type, data, metadata } of events) {
    if (!UUID.test(id)) throw new InvalidAppendError(`${JSON.stringify(id)} is no UUID, so no event id`);
    if (type === '' || type.startsWith('$')) {
      throw new InvalidAppendError(`${JSON.stringify(type)} is no type of an event of ours`);
    }
    characters += type.length + data.length + metadata.length;
  }
  if (characters * MOST_BYTES_OF_A_CHARACTER <= MAX_APPEND_BYTES) return;
  const bytes = events.reduce((sum, event) => sum + bytesOf(event), 0);
  if (bytes > MAX_APPEND_BYTES) {
    throw new EventTooLargeError(
      `An append of ${bytes} bytes to ${stream} is over the limit of ${MAX_APPEND_BYTES}`,
    );
  }
}
