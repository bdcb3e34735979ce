import { EMPTY_ARRAY, type Found, isObject } from './document-path.js';

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
 * another's, so encodings can be strung together, and a descending one is the same with all its bits turned over.
 */
export class KeyWriter {
  private bytes = Buffer.allocUnsafeSlow(4096);
  length = 0;

  reset(): this {
    this.length = 0;
    return this;
  }

  uint32(value: number): this {
    this.reserve(4);
    this.length = this.bytes.writeUInt32BE(value, this.length);
    return this;
  }

  raw(bytes: Uint8Array): this {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
    return this;
  }

  value(value: Found, direction: 1 | -1 = 1): this {
    const start = this.length;
    this.encode(value);
    if (direction === -1) invert(this.bytes.subarray(start, this.length));
    return this;
  }

  /** The beginning shared by all strings with this prefix. */
  stringPrefix(prefix: string): this {
    this.byte(TAG.string);
    return this.utf8(prefix);
  }

  copy(): Buffer {
    const copy = Buffer.allocUnsafe(this.length);
    this.bytes.copy(copy, 0, 0, this.length);
    return copy;
  }

  private encode(value: Found): void {
    if (typeof value === 'string') {
      this.stringPrefix(value).byte(TERMINATOR);
    } else if (typeof value === 'number') {
      this.number(value);
    } else if (value === undefined || value === null) {
      this.byte(TAG.null);
    } else if (typeof value === 'boolean') {
      this.byte(TAG.boolean).byte(value ? 1 : 0);
    } else if (value === EMPTY_ARRAY) {
      this.byte(TAG.emptyArray);
    } else if (Array.isArray(value)) {
      this.byte(TAG.array);
      for (const element of value) this.encode(element);
      this.byte(TERMINATOR);
    } else if (isObject(value)) {
      this.object(value);
    } else {
      throw new TypeError(`No document holds a ${typeof value}`);
    }
  }

  /** MongoDB compares objects field by field: the type of the value first, then the name, then the value. */
  private object(value: Readonly<Record<string, unknown>>): void {
    this.byte(TAG.object);
    for (const [name, field] of Object.entries(value)) {
      if (field === undefined) continue;
      this.byte(tagOf(field)).utf8(name).byte(TERMINATOR).encode(field);
    }
    this.byte(TERMINATOR);
  }

  private number(value: number): void {
    this.byte(TAG.number).reserve(8);
    const start = this.length;
    this.length = this.bytes.writeDoubleBE(value === 0 ? 0 : value, start);
    if (value < 0) invert(this.bytes.subarray(start, this.length));
    else this.bytes[start] = (this.bytes[start] ?? 0) ^ 0x80;
  }

  /** A NUL inside a string is followed by 0xFF, which begins nothing else, so that it sorts after the string's end. */
  private utf8(text: string): this {
    this.reserve(text.length * 6);
    const parts = text.includes('\0') ? text.split('\0') : [text];
    parts.forEach((part, index) => {
      if (index > 0) this.byte(0x00).byte(0xff);
      this.length += this.bytes.write(part, this.length, 'utf8');
    });
    return this;
  }

  private byte(value: number): this {
    this.reserve(1);
    this.bytes[this.length] = value;
    this.length += 1;
    return this;
  }

  private reserve(size: number): void {
    if (this.length + size <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow((this.length + size) * 2);
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
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

function invert(bytes: Uint8Array): void {
  for (let index = 0; index < bytes.length; index++) bytes[index] = ~(bytes[index] ?? 0);
}
