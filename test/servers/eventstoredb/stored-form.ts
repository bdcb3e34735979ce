import { InvalidAppendError, type LoggedEvent, type NewEvent } from '../../../libs/event-sourcing/core.js';

/** An event as a client proposes it, and as it is read again. */
export interface WireEvent {
  readonly id: string;
  readonly type: string;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

const text = new TextDecoder('utf-8', { fatal: true });
const bytes = new TextEncoder();

/** @throws InvalidAppendError for what the inner store has no form for: anything but JSON objects */
export const toNewEvent = ({ id, type, data, metadata }: WireEvent): NewEvent => ({
  id,
  type,
  data: jsonOf(data),
  metadata: metadata.length === 0 ? '{}' : jsonOf(metadata),
});

export const toWireEvent = ({ id, type, data, metadata }: LoggedEvent): WireEvent => ({
  id,
  type,
  data: bytes.encode(JSON.stringify(data)),
  metadata: bytes.encode(JSON.stringify(metadata)),
});

function jsonOf(content: Uint8Array): string {
  try {
    const json = text.decode(content);
    JSON.parse(json);
    return json;
  } catch (error) {
    throw new InvalidAppendError('The double keeps JSON only', { cause: error });
  }
}
