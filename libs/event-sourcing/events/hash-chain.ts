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
export const chainHash = (previous: string, link: ChainLink): string =>
  hashOfLink(previous, {
    ...link,
    data: canonicalJson(link.data),
    metadata: canonicalJson({ ...link.metadata, hash: undefined }),
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
