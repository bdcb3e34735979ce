import { describe, expect, it } from '@jest/globals';
import { DigestCounts, digestOf } from './digests.js';

describe('counts of digests', () => {
  it('tell how often each has come', () => {
    const counts = new DigestCounts();
    expect(counts.has(digestOf('a'))).toBe(false);
    expect(counts.add(digestOf('a'))).toBe(1);
    expect(counts.add(digestOf('b'))).toBe(1);
    expect(counts.add(digestOf('a'))).toBe(2);
    expect(counts.has(digestOf('a'))).toBe(true);
  });

  it('stay right while they grow', () => {
    const counts = new DigestCounts();
    const texts = Array.from({ length: 20_000 }, (_, index) => `row ${index}`);
    for (const text of texts) counts.add(digestOf(text));
    expect(texts.every((text) => counts.add(digestOf(text)) === 2)).toBe(true);
    expect(counts.has(digestOf('row 20000'))).toBe(false);
  });
});
