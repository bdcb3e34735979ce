import { type StoredDocument } from '../read-store.port.js';

export type JsonDocument = StoredDocument & Record<string, unknown>;

/**
 * A document as it lies on disk: its position and its own index entries stand before its JSON, so that a later write
 * can tell whether it is newer and which entries have to change without parsing the document before it.
 *
 * Layout: position length (1 byte), entries length (4), position, entries (each: index number 1, length 2, key),
 * JSON.
 */
const HEADER_BYTES = 5;

export interface StoredEntry {
  readonly index: number;
  readonly key: Buffer;
}

export function encodeDocument(document: StoredDocument, entries: readonly StoredEntry[]): Buffer {
  const json = JSON.stringify(document);
  const position = positionOf(document);
  const entriesLength = entries.reduce((sum, { key }) => sum + 3 + key.length, 0);
  const jsonLength = Buffer.byteLength(json);
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + position.length + entriesLength + jsonLength);
  let offset = bytes.writeUInt8(position.length, 0);
  offset = bytes.writeUInt32BE(entriesLength, offset);
  offset += bytes.write(position, offset, 'latin1');
  for (const { index, key } of entries) {
    offset = bytes.writeUInt8(index, offset);
    offset = bytes.writeUInt16BE(key.length, offset);
    offset += key.copy(bytes, offset);
  }
  bytes.write(json, offset, 'utf8');
  return bytes;
}

export function decodeDocument(bytes: Uint8Array): JsonDocument {
  const buffer = asBuffer(bytes);
  const start = HEADER_BYTES + buffer.readUInt8(0) + buffer.readUInt32BE(1);
  return JSON.parse(buffer.toString('utf8', start, bytes.length)) as JsonDocument;
}

/** The position a stored document has applied; empty for one without. */
export function storedPosition(bytes: Uint8Array): string {
  return asBuffer(bytes).toString('latin1', HEADER_BYTES, HEADER_BYTES + (bytes[0] ?? 0));
}

export function storedEntries(bytes: Uint8Array): StoredEntry[] {
  const buffer = asBuffer(bytes);
  const entries: StoredEntry[] = [];
  let offset = HEADER_BYTES + buffer.readUInt8(0);
  const end = offset + buffer.readUInt32BE(1);
  while (offset < end) {
    const length = buffer.readUInt16BE(offset + 1);
    const key = Buffer.from(buffer.subarray(offset + 3, offset + 3 + length));
    entries.push({ index: buffer.readUInt8(offset), key });
    offset += 3 + length;
  }
  return entries;
}

/** Whether a stored document already has exactly these entries in exactly this order. */
export function sameEntries(stored: Uint8Array, next: Uint8Array): boolean {
  return entriesPart(stored).equals(entriesPart(next));
}

function entriesPart(bytes: Uint8Array): Buffer {
  const buffer = asBuffer(bytes);
  const start = HEADER_BYTES + buffer.readUInt8(0);
  return buffer.subarray(start, start + buffer.readUInt32BE(1));
}

function positionOf(document: StoredDocument): string {
  return '_position' in document && typeof document._position === 'string' ? document._position : '';
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
