import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { v5 } from 'uuid';
import { derivedId } from './identifiers.js';

describe('a derived id', () => {
  it('is the UUID, version 5, of its parts', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (parts) => {
        const expected = v5(JSON.stringify(parts), 'b7c0f2a4-52f5-4f0e-9a53-3f4a3d0c9f61');
        expect(derivedId(...parts)).toBe(expected);
      }),
      { numRuns: 1_000 },
    );
  });
});
