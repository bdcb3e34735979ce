/** With 8,192 names these let about one in a thousand others pass. */
const BITS = 131_072;
const PROBES = 6;

/** Two independent 32-bit hashes of a name, from which every probe is derived. */
export type NameHash = readonly [number, number];

/** FNV-1a, from two offsets. */
export function hashOf(name: string): NameHash {
  let first = 0x811c9dc5;
  let second = 0x9747b28c;
  for (let index = 0; index < name.length; index += 1) {
    const code = name.charCodeAt(index);
    first = Math.imul(first ^ code, 0x01000193);
    second = Math.imul(second ^ code, 0x01000193) ^ (second >>> 15);
  }
  return [first, second | 1];
}

/** A set of names in 16 kB that may claim to hold a name it doesn't, but never the other way about. */
export class BloomFilter {
  constructor(readonly bytes: Uint8Array = new Uint8Array(BITS / 8)) {}

  add([first, second]: NameHash): void {
    for (let probe = 0; probe < PROBES; probe += 1) {
      const bit = (first + Math.imul(probe, second)) & (BITS - 1);
      this.bytes[bit >>> 3] = (this.bytes[bit >>> 3] ?? 0) | (1 << (bit & 7));
    }
  }

  mayHold([first, second]: NameHash): boolean {
    for (let probe = 0; probe < PROBES; probe += 1) {
      const bit = (first + Math.imul(probe, second)) & (BITS - 1);
      if (((this.bytes[bit >>> 3] ?? 0) & (1 << (bit & 7))) === 0) return false;
    }
    return true;
  }
}
