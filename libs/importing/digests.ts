import { hash } from 'node:crypto';

/** Stands for a text: 128 bits of its SHA-256. */
export type Digest = Buffer;

export const digestOf = (text: string): Digest => hash('sha256', text, 'buffer').subarray(0, 16);

const WORDS = 4;

/**
 * How often each of many digests has come, in 20 to 40 bytes for each that differs: a file of ten million rows is
 * counted in a few hundred megabytes, where a Map would need gigabytes, and holds no more than 16 million.
 */
export class DigestCounts {
  private slots = 1 << 12;
  private used = 0;
  /** Open addressing: a digest stands in the first free slot from where its first word points. */
  private words = new Uint32Array(this.slots * WORDS);
  private counts = new Uint32Array(this.slots);

  /** Counts one more, and returns how many it makes. */
  add(digest: Digest): number {
    if (this.used * 4 >= this.slots * 3) this.grow();
    const key = wordsOf(digest);
    const slot = this.slotOf(key);
    if (this.counts[slot] === 0) {
      this.words.set(key, slot * WORDS);
      this.used += 1;
    }
    const count = (this.counts[slot] ?? 0) + 1;
    this.counts[slot] = count;
    return count;
  }

  has(digest: Digest): boolean {
    return this.counts[this.slotOf(wordsOf(digest))] !== 0;
  }

  private slotOf(key: Uint32Array): number {
    let slot = (key[0] ?? 0) & (this.slots - 1);
    while (this.counts[slot] !== 0 && !this.holds(slot, key)) slot = (slot + 1) & (this.slots - 1);
    return slot;
  }

  private holds(slot: number, key: Uint32Array): boolean {
    const at = slot * WORDS;
    const { words } = this;
    return (
      words[at] === key[0] && words[at + 1] === key[1] && words[at + 2] === key[2] && words[at + 3] === key[3]
    );
  }

  private grow(): void {
    const { words, counts } = this;
    this.slots *= 2;
    this.words = new Uint32Array(this.slots * WORDS);
    this.counts = new Uint32Array(this.slots);
    for (const [old, count] of counts.entries()) {
      if (count === 0) continue;
      const key = words.subarray(old * WORDS, (old + 1) * WORDS);
      const slot = this.slotOf(key);
      this.words.set(key, slot * WORDS);
      this.counts[slot] = count;
    }
  }
}

const wordsOf = (digest: Digest): Uint32Array =>
  Uint32Array.of(
    digest.readUInt32LE(0),
    digest.readUInt32LE(4),
    digest.readUInt32LE(8),
    digest.readUInt32LE(12),
  );
