import { ReadStoreError } from '../read-store.port.js';
import { MAX_ID_BYTES } from './index-entries.js';
import { KeyWriter } from './key-encoding.js';

const writer = new KeyWriter();

/** The values of index entries, which are few, by what they say. */
const OFFSETS: Buffer[] = [];

/** @throws ReadStoreError for an id this store can't keep: empty, over 900 bytes, or with a NUL in it. */
export function checkId(id: string): void {
  if (id === '' || id.includes('\0') || Buffer.byteLength(id) > MAX_ID_BYTES) {
    throw new ReadStoreError(
      `A document's _id has 1 to ${MAX_ID_BYTES} bytes and no NUL: ${JSON.stringify(id)}`,
    );
  }
}

export function documentKey(collection: number, id: string): Buffer {
  return writer.reset().uint32(collection).value(id).copy();
}

export function documentIdOf(key: Buffer): string {
  return key.toString('utf8', 5, key.length - 1);
}

export function collectionPrefix(collection: number): Buffer {
  return writer.reset().uint32(collection).copy();
}

export function indexPrefix(collection: number, index: number): Buffer {
  return writer.reset().uint32(collection).uint32(index).copy();
}

/** The key of an index entry, and where in it the encoded `_id` begins. */
export function indexKey(
  collection: number,
  index: number,
  fields: Buffer,
  id: string,
): [key: Buffer, at: Buffer] {
  const key = writer.reset().uint32(collection).uint32(index).raw(fields).value(id).copy();
  return [key, offsetBytes(8 + fields.length)];
}

function offsetBytes(offset: number): Buffer {
  const bytes = OFFSETS[offset] ?? Buffer.alloc(2);
  if (OFFSETS[offset] === undefined) {
    bytes.writeUInt16BE(offset);
    OFFSETS[offset] = bytes;
  }
  return bytes;
}

/** The key in the tree of documents of the one an index entry stands for. */
export function documentKeyOf(entryKey: Buffer, at: Buffer): Buffer {
  const offset = at.readUInt16BE(0);
  return Buffer.concat([entryKey.subarray(0, 4), entryKey.subarray(offset)]);
}

/** The first key after all that begin with this prefix. */
export function after(prefix: Buffer): Buffer {
  let length = prefix.length;
  while (length > 0 && prefix[length - 1] === 0xff) length--;
  const successor = Buffer.from(prefix.subarray(0, length));
  if (length > 0) successor[length - 1] = (successor[length - 1] ?? 0) + 1;
  return successor;
}
