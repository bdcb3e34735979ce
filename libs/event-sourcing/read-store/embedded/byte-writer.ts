/** Bytes written one after another into a buffer that grows. Numbers are big-endian. */
export class ByteWriter {
  protected bytes: Buffer;
  length = 0;

  constructor(capacity = 4096) {
    this.bytes = Buffer.allocUnsafeSlow(capacity);
  }

  reset(): this {
    this.length = 0;
    return this;
  }

  uint8(value: number): this {
    this.reserve(1);
    this.bytes[this.length] = value;
    this.length += 1;
    return this;
  }

  uint16(value: number): this {
    this.reserve(2);
    this.length = this.bytes.writeUInt16BE(value, this.length);
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

  text(text: string): this {
    this.reserve(text.length * 3);
    this.length += this.bytes.write(text, this.length, 'utf8');
    return this;
  }

  /** Puts a number that is known only now where a place was left for it. */
  patchUint16(value: number, at: number): void {
    this.bytes.writeUInt16BE(value, at);
  }

  patchUint32(value: number, at: number): void {
    this.bytes.writeUInt32BE(value, at);
  }

  copy(): Buffer {
    return Buffer.from(this.bytes.subarray(0, this.length));
  }

  /** What was written, in memory of its own. The writer is of no further use. */
  release(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.bytes.buffer as ArrayBuffer, 0, this.length);
  }

  protected reserve(size: number): void {
    if (this.length + size <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow((this.length + size) * 2);
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }
}
