/** From `start`, which is included, to `end`, which is not. */
export interface KeyRange {
  readonly start: Buffer;
  readonly end: Buffer;
}

/** All keys that begin with this prefix, which is not empty. */
export function beginningWith(prefix: Buffer): KeyRange {
  return { start: prefix, end: after(prefix) };
}

/** Around the keys of all documents: each is an encoded string. */
export const ALL_DOCUMENTS: KeyRange = { start: Buffer.of(0x00), end: Buffer.of(0xff) };

/** The first key after all that begin with this prefix, which is not empty. */
export function after(prefix: Buffer): Buffer {
  let length = prefix.length;
  while (length > 0 && prefix[length - 1] === 0xff) length--;
  const successor = Buffer.from(prefix.subarray(0, length));
  if (length > 0) successor[length - 1] = (successor[length - 1] ?? 0) + 1;
  return successor;
}
