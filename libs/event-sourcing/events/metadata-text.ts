import { canonicalJson } from './canonical-json.js';
import { type EventMetadata } from './domain-event.js';

/** Where an event comes from, as its metadata say. */
export type Origin = Pick<
  EventMetadata,
  'actor' | 'causationId' | 'commandId' | 'correlationId' | 'requestHash' | 'source'
>;

/** The metadata of an event but for its hash, in canonical JSON without braces. */
export const metadataFields = (
  { actor, causationId, commandId, correlationId, requestHash, source }: Origin,
  schemaVersion: number,
  recordedAt: string,
  /** Which fields of the data are encrypted, in canonical JSON; absent: none is. */
  encrypted?: string,
): string =>
  `"actor":${canonicalJson(actor)},"causationId":${JSON.stringify(causationId)},"commandId":${JSON.stringify(commandId)},` +
  `"correlationId":${JSON.stringify(correlationId)},${encrypted === undefined ? '' : `"encrypted":${encrypted},`}` +
  `"recordedAt":${JSON.stringify(recordedAt)},` +
  `"requestHash":${JSON.stringify(requestHash)},"schemaVersion":${schemaVersion}` +
  (source === undefined ? '' : `,"source":${canonicalJson({ file: source.file, line: source.line })}`);
