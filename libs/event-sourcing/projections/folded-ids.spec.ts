import { describe, expect, it } from '@jest/globals';
import { FoldedIds } from './folded-ids.js';

const ids = (kind: string, count: number) => Array.from({ length: count }, (_, n) => `${kind}/2026-03-${n}`);

describe('The ids a fold has made', () => {
  it('are all known again, however many there are', () => {
    const folded = new FoldedIds();
    const made = ids('order', 50_000);
    for (const id of made) folded.add(id);
    expect(made.every((id) => folded.mayHold(id))).toBe(true);
  });

  it('are hardly ever taken for others', () => {
    const folded = new FoldedIds();
    for (const id of ids('order', 50_000)) folded.add(id);
    expect(ids('refund', 50_000).filter((id) => folded.mayHold(id)).length).toBeLessThan(20);
  });
});
