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

/** So many filters lie in one group: as many as a word has bits. */
const GROUP_SIZE = 32;

/**
 * Bit-sliced filters: for each bit, one word says which of 32 filters have it set, so that six words answer for all 32.
 * Asking one filter after another took 2 to 3 times as long with 123 filters (a million events), 7 to 9 times with 1,230.
 */
export class BloomFilters {
  private readonly groups: Int32Array[] = [];
  private count = 0;

  /** It gets the number after that of the one before; the first has 0. */
  add({ bytes }: BloomFilter): void {
    const group = Math.floor(this.count / GROUP_SIZE);
    const words = (this.groups[group] ??= new Int32Array(BITS));
    const own = 1 << (this.count % GROUP_SIZE);
    this.count += 1;
    for (let at = 0; at < bytes.length; at += 1) {
      for (let left = bytes[at] ?? 0; left !== 0; left &= left - 1) {
        const bit = at * 8 + highestOf(left & -left);
        words[bit] = (words[bit] ?? 0) | own;
      }
    }
  }

  /** The last filter before the one with the number `end` that may hold a name; -1: none does. */
  lastBefore(end: number, hash: NameHash): number {
    for (let group = Math.floor((end - 1) / GROUP_SIZE); group >= 0; group -= 1) {
      const first = group * GROUP_SIZE;
      const earlier = end - first < GROUP_SIZE ? (1 << (end - first)) - 1 : -1;
      const found = this.holdersIn(group, hash) & earlier;
      if (found !== 0) return first + highestOf(found);
    }
    return -1;
  }

  private holdersIn(group: number, hash: NameHash): number {
    const words = this.groups[group];
    let found = words === undefined ? 0 : -1;
    for (let probe = 0; probe < PROBES && found !== 0; probe += 1) found &= words?.[bitOf(hash, probe)] ?? 0;
    return found;
  }
}

/** The number of the highest bit that is set. */
const highestOf = (word: number): number => 31 - Math.clz32(word);

const bitOf = ([first, second]: NameHash, probe: number): number =>
  (first + Math.imul(probe, second)) & (BITS - 1);
