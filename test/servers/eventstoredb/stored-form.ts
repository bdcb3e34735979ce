import { randomUUID } from 'node:crypto';
import {
  type Json,
  type JsonObject,
  type LoggedEvent,
  type NewEvent,
} from '../../../libs/event-sourcing/event-store/event-store.port.js';

/** An event as a client proposes it. */
export interface ProposedEvent {
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

/** The inner store's form of an event, together with where it stood in its append. */
export interface Unwrapped extends ProposedEvent {
  readonly index: number;
  readonly count: number;
}

const text = new TextDecoder('utf-8', { fatal: true });
const bytes = new TextEncoder();

/**
 * Wraps the events of one append for the inner store. Each gets a fresh id there, so that the inner store
 * never takes two for one: whether it is a repetition is for the double to say, by the server's rules.
 */
export function wrap(events: readonly ProposedEvent[]): NewEvent[] {
  return events.map(({ id, type, contentType, data, metadata }, index) => ({
    id: randomUUID(),
    type,
    data: pack(data),
    metadata: { id, contentType, index, count: events.length, metadata: pack(metadata) },
  }));
}

/** The inverse of `wrap`, for one event. */
export function unwrap({ type, data, metadata }: LoggedEvent): Unwrapped {
  const { id, contentType, index, count, metadata: inner } = metadata;
  if (typeof id !== 'string' || typeof contentType !== 'string') throw new Error('Not a log of the double');
  if (typeof index !== 'number' || typeof count !== 'number') throw new Error('Not a log of the double');
  return { id, type, contentType, index, count, data: unpack(data), metadata: unpack(inner) };
}

/** JSON stays JSON, which the inner store keeps without escaping it; anything else becomes base64. */
function pack(content: Uint8Array): JsonObject {
  try {
    return { json: JSON.parse(text.decode(content)) as Json };
  } catch {
    return { base64: Buffer.from(content).toString('base64') };
  }
}

function unpack(packed: Json | undefined): Uint8Array {
  if (typeof packed !== 'object' || packed === null) throw new Error('Not a log of the double');
  if ('json' in packed) return bytes.encode(JSON.stringify(packed.json));
  if ('base64' in packed && typeof packed.base64 === 'string') {
    return new Uint8Array(Buffer.from(packed.base64, 'base64'));
  }
  throw new Error('Not a log of the double');
}
