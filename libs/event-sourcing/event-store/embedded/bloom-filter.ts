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

  add(hash: NameHash): void {
    for (let probe = 0; probe < PROBES; probe += 1) {
      const bit = bitOf(hash, probe);
      this.bytes[bit >>> 3] = (this.bytes[bit >>> 3] ?? 0) | (1 << (bit & 7));
    }
  }
}

/** So many filters make a group. */
export const GROUP_SIZE = 32;

/**
 * Up to 32 filters that are asked all at once: they lie across, a word for each bit that tells which of them have it set.
 * So a name is looked for in all of them by six words of memory.
 */
export class BloomFilterGroup {
  private readonly words = new Int32Array(BITS);

  /** The filter has the number `index` in the group, from 0 to 31. */
  set(index: number, { bytes }: BloomFilter): void {
    for (const [at, byte] of bytes.entries()) {
      for (let bit = 0; bit < 8; bit += 1) {
        if ((byte & (1 << bit)) === 0) continue;
        this.words[at * 8 + bit] = (this.words[at * 8 + bit] ?? 0) | (1 << index);
      }
    }
  }

  /** Which of them may hold a name: the bit of a filter's number is set. */
  mayHold(hash: NameHash): number {
    let found = -1;
    for (let probe = 0; probe < PROBES && found !== 0; probe += 1)
      found &= this.words[bitOf(hash, probe)] ?? 0;
    return found;
  }
}

const bitOf = ([first, second]: NameHash, probe: number): number =>
  (first + Math.imul(probe, second)) & (BITS - 1);
