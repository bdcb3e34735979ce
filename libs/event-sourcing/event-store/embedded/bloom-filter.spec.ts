import { describe, expect, it } from '@jest/globals';
import { BloomFilter, BloomFilterGroup, GROUP_SIZE, hashOf } from './bloom-filter.js';

const filterOf = (held: readonly string[]): BloomFilter => {
  const filter = new BloomFilter();
  for (const name of held) filter.add(hashOf(name));
  return filter;
};

const names = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${prefix}-${index}`);

describe('a group of Bloom filters', () => {
  it('tells of every filter that holds a name, also of those that had been stored', () => {
    const group = new BloomFilterGroup();
    for (let index = 0; index < GROUP_SIZE; index += 1) {
      const stored = Uint8Array.from(filterOf(names(`customer-${index}`, 1_000)).bytes);
      group.set(index, new BloomFilter(stored));
    }
    for (let index = 0; index < GROUP_SIZE; index += 1) {
      const masks = names(`customer-${index}`, 1_000).map((name) => group.mayHold(hashOf(name)));
      expect(masks.filter((mask) => (mask & (1 << index)) === 0)).toEqual([]);
    }
  });

  it('rarely claims a name for a filter that was not given it', () => {
    const group = new BloomFilterGroup();
    group.set(7, filterOf(names('customer', 8_192)));
    const masks = ['order', 'customer-x', 'interaction'].flatMap((prefix) =>
      names(prefix, 20_000).map((name) => group.mayHold(hashOf(name))),
    );
    expect(new Set(masks)).toEqual(new Set([0, 1 << 7]));
    expect(masks.filter((mask) => mask !== 0).length).toBeLessThan(60_000 * 0.005);
  });
});
