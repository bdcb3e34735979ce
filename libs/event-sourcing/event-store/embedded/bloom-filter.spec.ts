import { describe, expect, it } from '@jest/globals';
import { BloomFilter, BloomFilters, hashOf } from './bloom-filter.js';

const filterOf = (held: readonly string[]): BloomFilter => {
  const filter = new BloomFilter();
  for (const name of held) filter.add(hashOf(name));
  return filter;
};

const names = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${prefix}-${index}`);

describe('Bloom filters', () => {
  it('tell of every one that holds a name, also of those that had been stored', () => {
    const filters = new BloomFilters();
    const count = 70;
    for (let index = 0; index < count; index += 1) {
      const stored = Uint8Array.from(filterOf([...names(`customer-${index}`, 1_000), 'everywhere-1']).bytes);
      filters.add(new BloomFilter(stored));
    }
    for (let index = 0; index < count; index += 1) {
      const found = names(`customer-${index}`, 1_000).map((name) =>
        filters.lastBefore(index + 1, hashOf(name)),
      );
      expect(found.filter((last) => last !== index)).toEqual([]);
      expect(filters.lastBefore(index, hashOf('everywhere-1'))).toBe(index - 1);
    }
  });

  it('rarely claim a name for one that was not given it', () => {
    const filters = new BloomFilters();
    for (let index = 0; index < 7; index += 1) filters.add(new BloomFilter());
    filters.add(filterOf(names('customer', 8_192)));
    const found = ['order', 'customer-x', 'interaction'].flatMap((prefix) =>
      names(prefix, 20_000).map((name) => filters.lastBefore(8, hashOf(name))),
    );
    expect(new Set(found)).toEqual(new Set([-1, 7]));
    expect(found.filter((last) => last !== -1).length).toBeLessThan(60_000 * 0.005);
  });
});
