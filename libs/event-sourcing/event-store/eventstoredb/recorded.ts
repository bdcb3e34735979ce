import { type AllStreamRecordedEvent, type RecordedEvent as ClientEvent } from '@eventstore/db-client';
import { EventStoreError, type JsonObject, type RecordedEvent } from '../event-store.port.js';
import { IDENTITY_STREAM } from './log-identity.js';
import { toPosition } from './position.js';

/** System events, the log's identity, and what others wrote that is no JSON object, are none of ours. */
const isSystemEvent = ({ streamId, type }: ClientEvent): boolean =>
  type.startsWith('$') || streamId.startsWith('$') || streamId === IDENTITY_STREAM;

const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);

/** An event as the port has it; undefined when it is none of ours. */
export function toRecorded(event: ClientEvent | AllStreamRecordedEvent): RecordedEvent | undefined {
  if (isSystemEvent(event) || !isJsonObject(event.data)) return undefined;
  const { streamId, id, type, data, metadata, position } = event;
  if (position === undefined) {
    throw new EventStoreError(
      `The server tells no position of ${type} in ${streamId}: it is older than 22.10`,
    );
  }
  return {
    id,
    type,
    data,
    metadata: isJsonObject(metadata) ? metadata : {},
    stream: streamId,
    revision: Number(event.revision),
    position: toPosition(position),
  };
}
