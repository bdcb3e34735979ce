import { hash } from 'node:crypto';
import { type JsonObject } from '../event-store/event-store.port.js';
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
export const chainHash = (previous: string, link: ChainLink): string => {
  const { stream, revision, id, type, data, metadata } = link;
  const text = canonicalJson([previous, stream, revision, id, type, data, { ...metadata, hash: undefined }]);
  if (text === undefined) throw new TypeError('an event cannot be undefined');
  return hash('sha256', text);
};
