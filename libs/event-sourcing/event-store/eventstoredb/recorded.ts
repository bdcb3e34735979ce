import { type AllStreamRecordedEvent, type RecordedEvent as ClientEvent } from '@eventstore/db-client';
import { EventStoreError, type JsonObject, type RecordedEvent } from '../event-store.port.js';
import { toPosition } from './position.js';
import { type StreamNames } from './stream-names.js';

const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);

/**
 * An event as the port has it; undefined when its stream is none of ours. What another service wrote into a stream of ours
 * is not left out: its data is empty where it is no JSON object, and it lacks our metadata.
 */
export function toRecorded(
  event: ClientEvent | AllStreamRecordedEvent,
  names: StreamNames,
): RecordedEvent | undefined {
  const stream = names.ours(event.streamId);
  if (stream === undefined) return undefined;
  const { id, type, data, metadata, position } = event;
  if (position === undefined) {
    throw new EventStoreError(`The server tells no position of ${type} in ${stream}: it is older than 22.10`);
  }
  return {
    id,
    type,
    data: isJsonObject(data) ? data : {},
    metadata: isJsonObject(metadata) ? metadata : {},
    stream,
    revision: Number(event.revision),
    position: toPosition(position),
  };
}
