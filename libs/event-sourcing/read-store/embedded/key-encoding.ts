import { ByteWriter } from './byte-writer.js';
import { EMPTY_ARRAY, type Found, isObject } from '../document-path.js';

/** The first byte of an encoded value: MongoDB's order of types. */
const TAG = {
  emptyArray: 0x10,
  null: 0x14,
  number: 0x18,
  string: 0x1c,
  object: 0x20,
  array: 0x24,
  boolean: 0x28,
};

const TERMINATOR = 0x00;

/**
 * Writes values as bytes that sort, byte by byte, as MongoDB sorts the values. No encoding is the beginning of
 * another's, so encodings can be concatenated. A descending one is the same with all bits inverted.
 */
export class KeyWriter extends ByteWriter {
  value(value: Found, direction: 1 | -1 = 1): this {
    const start = this.length;
    this.encode(value);
    if (direction === -1) invert(this.bytes.subarray(start, this.length));
    return this;
  }

  /** The beginning shared by all strings with this prefix. */
  stringPrefix(prefix: string): this {
    this.uint8(TAG.string);
    return this.utf8(prefix);
  }

  private encode(value: Found): void {
    if (typeof value === 'string') {
      this.stringPrefix(value).uint8(TERMINATOR);
    } else if (typeof value === 'number') {
      this.number(value);
    } else if (value === undefined || value === null) {
      this.uint8(TAG.null);
    } else if (typeof value === 'boolean') {
      this.uint8(TAG.boolean).uint8(value ? 1 : 0);
    } else if (value === EMPTY_ARRAY) {
      this.uint8(TAG.emptyArray);
    } else if (Array.isArray(value)) {
      this.uint8(TAG.array);
      for (const element of value) this.encode(element);
      this.uint8(TERMINATOR);
    } else if (isObject(value)) {
      this.object(value);
    } else {
      throw new TypeError(`No document holds a ${typeof value}`);
    }
  }

  /** MongoDB compares objects field by field: the type of the value first, then the name, then the value. */
  private object(value: Readonly<Record<string, unknown>>): void {
    this.uint8(TAG.object);
    for (const [name, field] of Object.entries(value)) {
      if (field === undefined) continue;
      this.uint8(tagOf(field)).utf8(name).uint8(TERMINATOR).encode(field);
    }
    this.uint8(TERMINATOR);
  }

  private number(value: number): void {
    this.uint8(TAG.number).reserve(8);
    const start = this.length;
    this.length = this.bytes.writeDoubleBE(value === 0 ? 0 : value, start);
    if (value < 0) invert(this.bytes.subarray(start, this.length));
    else this.bytes[start] = (this.bytes[start] ?? 0) ^ 0x80;
  }

  /** A NUL inside a string is followed by 0xFF, which begins nothing else, so that it sorts after the string's end. */
  private utf8(text: string): this {
    if (!text.includes('\0')) return this.text(text);
    text.split('\0').forEach((part, index) => {
      if (index > 0) this.uint8(0x00).uint8(0xff);
      this.text(part);
    });
    return this;
  }
}

/** The byte that begins every value of the same type as this one. */
export function tagOf(value: Found): number {
  if (value === undefined || value === null) return TAG.null;
  if (value === EMPTY_ARRAY) return TAG.emptyArray;
  if (typeof value === 'string') return TAG.string;
  if (typeof value === 'number') return TAG.number;
  if (typeof value === 'boolean') return TAG.boolean;
  return Array.isArray(value) ? TAG.array : TAG.object;
}

export function inverted(bytes: Uint8Array): Buffer {
  const copy = Buffer.from(bytes);
  invert(copy);
  return copy;
}

/** Inverts all bits, in place. */
export function invert(bytes: Uint8Array): void {
  for (let index = 0; index < bytes.length; index++) bytes[index] = ~(bytes[index] ?? 0);
}
