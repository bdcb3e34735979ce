import { type StoredDocument } from '../read-store.port.js';
import {
  type Index,
  changesTraits,
  type TraitChanges,
  type IndexTraits,
  writeEntries,
} from './index-entries.js';
import { type KeyWriter } from './key-encoding.js';

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

/** Writes a document as it is stored. Undefined: the catalog has recorded every trait that it gives to an index. */
export function writeDocument(
  out: KeyWriter,
  document: StoredDocument,
  indexes: readonly Index[],
): TraitChanges | undefined {
  const position = positionOf(document);
  const lengthAt = out.uint8(position.length).length;
  const entriesAt = out.uint32(0).text(position).length;
  let changes: Map<number, IndexTraits> | undefined;
  for (const index of indexes) {
    const traits = writeEntries(out, document, index);
    if (changesTraits(index, traits)) (changes ??= new Map()).set(index.number, traits);
  }
  out.patchUint32(out.length - entriesAt, lengthAt);
  out.text(JSON.stringify(document));
  return changes;
}

export function decodeDocument(bytes: Uint8Array): JsonDocument {
  const buffer = asBuffer(bytes);
  const start = HEADER_BYTES + buffer.readUInt8(0) + buffer.readUInt32BE(1);
  return JSON.parse(buffer.toString('utf8', start, bytes.length)) as JsonDocument;
}

/** Whether the position that a document has applied is later than another's; none is the earliest. */
export function isNewer(one: Buffer, other: Buffer): boolean {
  const ends = [one, other].map((bytes) => HEADER_BYTES + bytes.readUInt8(0)) as [number, number];
  return one.compare(other, HEADER_BYTES, ends[1], HEADER_BYTES, ends[0]) > 0;
}

export function storedEntries(buffer: Buffer): StoredEntry[] {
  const entries: StoredEntry[] = [];
  let offset = entriesStart(buffer);
  const end = entriesEnd(buffer);
  while (offset < end) {
    const length = buffer.readUInt16BE(offset + 1);
    entries.push({ index: buffer.readUInt8(offset), key: buffer.subarray(offset + 3, offset + 3 + length) });
    offset += 3 + length;
  }
  return entries;
}

/** Whether two stored documents have exactly the same entries in exactly the same order. */
export function haveSameEntries(one: Buffer, other: Buffer): boolean {
  return one.compare(other, entriesStart(other), entriesEnd(other), entriesStart(one), entriesEnd(one)) === 0;
}

const entriesStart = (bytes: Buffer): number => HEADER_BYTES + bytes.readUInt8(0);
const entriesEnd = (bytes: Buffer): number => entriesStart(bytes) + bytes.readUInt32BE(1);

function positionOf(document: StoredDocument): string {
  return '_position' in document && typeof document._position === 'string' ? document._position : '';
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
