import { describe, expect, it } from '@jest/globals';
import { BloomFilter, hashOf } from './bloom-filter.js';

const names = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${prefix}-${index}`);

describe('a Bloom filter', () => {
  it('holds every name that was added, also after having been stored', () => {
    const filter = new BloomFilter();
    for (const name of names('customer', 8_192)) filter.add(hashOf(name));
    const stored = new BloomFilter(Uint8Array.from(filter.bytes));
    expect(names('customer', 8_192).filter((name) => !stored.mayHold(hashOf(name)))).toEqual([]);
  });

  it('rarely claims a name that was not added', () => {
    const filter = new BloomFilter();
    for (const name of names('customer', 8_192)) filter.add(hashOf(name));
    const mistaken = ['order', 'customer-x', 'interaction'].flatMap((prefix) =>
      names(prefix, 20_000).filter((name) => filter.mayHold(hashOf(name))),
    );
    expect(mistaken.length).toBeLessThan(60_000 * 0.005);
  });
});
