import { ReadStoreError } from '../read-store.port.js';
import { type Index, MAX_ID_BYTES } from './index-entries.js';
import { invert, inverted, KeyWriter } from './key-encoding.js';

const writer = new KeyWriter();

/** Interned values of index entries: there are few different ones. */
const OFFSETS: Buffer[] = [];

/** @throws ReadStoreError for an id this store can't keep: empty, over 900 bytes, or with a NUL in it. */
export function checkId(id: string): void {
  if (id === '' || id.includes('\0') || Buffer.byteLength(id) > MAX_ID_BYTES) {
    throw new ReadStoreError(
      `A document's _id has 1 to ${MAX_ID_BYTES} bytes and no NUL; this one has ${Buffer.byteLength(id)} bytes`,
    );
  }
}

export function documentKey(id: string): Buffer {
  return writer.reset().value(id).copy();
}

/**
 * The key of a document's entry in an index, and where in it the encoded `_id` begins. Among equals an index has the ids
 * in the direction of its last field, so that it can be walked page by page either way.
 */
export function indexKey(index: Index, fields: Buffer, documentKey: Buffer): [key: Buffer, at: Buffer] {
  const at = 1 + fields.length;
  const key = Buffer.allocUnsafe(at + documentKey.length);
  key[0] = index.number;
  fields.copy(key, 1);
  documentKey.copy(key, at);
  if (idDirection(index) === -1) invert(key.subarray(at));
  return [key, offsetBytes(at)];
}

export function idDirection(index: Index): 1 | -1 {
  return index.fields.at(-1)?.direction ?? 1;
}

function offsetBytes(offset: number): Buffer {
  const bytes = OFFSETS[offset] ?? Buffer.alloc(2);
  if (OFFSETS[offset] === undefined) {
    bytes.writeUInt16BE(offset);
    OFFSETS[offset] = bytes;
  }
  return bytes;
}

export function indexPrefix(index: Index): Buffer {
  return Buffer.of(index.number);
}

/** The key in the tree of documents of the one an index entry stands for. */
export function documentKeyOf(entryKey: Buffer, at: Buffer): Buffer {
  const id = entryKey.subarray(at.readUInt16BE(0));
  const isDescending = (id[0] ?? 0) >= 0x80;
  return isDescending ? inverted(id) : id;
}
