import { type AllStreamResolvedEvent, type ResolvedEvent } from '@eventstore/db-client';
import { type JsonObject, type LoggedEvent, type RecordedEvent } from '../event-store.port.js';
import { toPosition } from './position.js';

type ClientEvent = NonNullable<ResolvedEvent['event']>;

/** System events, and what others wrote that is no JSON object, are none of ours. */
const isSystemEvent = ({ streamId, type }: ClientEvent): boolean =>
  type.startsWith('$') || streamId.startsWith('$');

const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);

/**
 * An event of a stream read; undefined when it is none of ours. A stream read of 22.10 has no position: what
 * then stands in the event's own position is a placeholder, and only `commitPosition` tells.
 */
export function toRecorded({ event, commitPosition }: ResolvedEvent): RecordedEvent | undefined {
  if (event === undefined || isSystemEvent(event) || !isJsonObject(event.data)) return undefined;
  const { streamId, id, type, data, metadata, position } = event;
  const recorded = {
    id,
    type,
    data,
    metadata: isJsonObject(metadata) ? metadata : {},
    stream: streamId,
    revision: Number(event.revision),
  };
  if (commitPosition === undefined || position === undefined) return recorded;
  return { ...recorded, position: toPosition(position) };
}

/** An event of the whole log; undefined when it is none of ours. */
export function toLogged({ event }: AllStreamResolvedEvent): LoggedEvent | undefined {
  if (event === undefined || isSystemEvent(event) || !isJsonObject(event.data)) return undefined;
  return {
    id: event.id,
    type: event.type,
    data: event.data,
    metadata: isJsonObject(event.metadata) ? event.metadata : {},
    stream: event.streamId,
    revision: Number(event.revision),
    position: toPosition(event.position),
  };
}
