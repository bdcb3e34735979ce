import { describe, expect, it } from '@jest/globals';
import { GenerationalCache } from './generational-cache.js';

describe('GenerationalCache', () => {
  it('forgets what was not used lately, and nothing that was', () => {
    const cache = new GenerationalCache<{ n: number }>(3);
    for (let n = 0; n < 12; n += 1) {
      cache.set(`key-${n}`, { n });
      cache.get('key-0');
    }
    expect(cache.get('key-0')).toEqual({ n: 0 });
    expect(cache.get('key-11')).toEqual({ n: 11 });
    expect(cache.get('key-1')).toBeUndefined();
  });

  it('gives the newest value of a key', () => {
    const cache = new GenerationalCache<{ n: number }>(1);
    cache.set('key', { n: 1 });
    cache.set('other', { n: 0 });
    cache.set('key', { n: 2 });
    expect(cache.get('key')).toEqual({ n: 2 });
  });
});
