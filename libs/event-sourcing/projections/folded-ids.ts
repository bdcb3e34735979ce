import { hashOf } from './id-hash.js';

const SMALLEST = 4_096;

/**
 * Which documents a fold has made, by a hash of 32 bits of their ids: it may claim to hold an id that it doesn't, about
 * once in four thousand times at a million ids, but never the other way about. Eight to sixteen bytes an id.
 */
export class FoldedIds {
  private slots = new Uint32Array(SMALLEST);
  private count = 0;

  add(id: string): void {
    if (this.count * 2 >= this.slots.length) this.grow();
    const hash = hashOf(id);
    const slot = this.slotOf(hash);
    if (this.slots[slot] === hash) return;
    this.slots[slot] = hash;
    this.count += 1;
  }

  mayHold(id: string): boolean {
    const hash = hashOf(id);
    return this.slots[this.slotOf(hash)] === hash;
  }

  /** Where the hash stands, or the free slot where it would. */
  private slotOf(hash: number): number {
    const { slots } = this;
    const mask = slots.length - 1;
    let slot = hash & mask;
    while (slots[slot] !== 0 && slots[slot] !== hash) slot = (slot + 1) & mask;
    return slot;
  }

  private grow(): void {
    const before = this.slots;
    this.slots = new Uint32Array(before.length * 2);
    for (const hash of before) if (hash !== 0) this.slots[this.slotOf(hash)] = hash;
  }
}
