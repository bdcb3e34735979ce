import { describe, expect, it } from '@jest/globals';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { canonicalJson } from './canonical-json.js';

describe('canonical JSON', () => {
  it('is what the reference of RFC 8785 makes of any JSON', () => {
    const json = fc.jsonValue({ stringUnit: 'binary', maxDepth: 6 });
    fc.assert(
      fc.property(fc.array(json), (value) => {
        expect(canonicalJson(value)).toBe(canonicalize(value));
      }),
      { numRuns: 1_000 },
    );
  });

  it('orders keys by UTF-16 code units, also those that look like numbers', () => {
    const keys = { '€': 1, '\r': 2, דּ: 3, '10': 4, '9': 5, '😀': 6, '\u0080': 7, ö: 8, a: undefined };
    expect(canonicalJson(keys)).toBe(canonicalize(keys));
    expect(canonicalJson(keys)).toMatch(/^\{"\\r":2,"10":4,"9":5,/);
  });

  it('writes numbers as ECMAScript does', () => {
    expect(canonicalJson([1e30, 4.5, 2e-3, 1e-27, -0])).toBe('[1e+30,4.5,0.002,1e-27,0]');
  });

  it('refuses what is not JSON', () => {
    expect(() => canonicalJson([NaN])).toThrow();
  });
});
