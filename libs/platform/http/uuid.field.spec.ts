import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { validated } from '../commands/validation.js';
import { Uuid } from './fields.decorator.js';

class Reference {
  @Uuid({ optional: true })
  readonly id?: string;
}

describe('a UUID in a request', () => {
  it('names the same thing in upper and in lower case', () => {
    const { id } = validated(Reference, { id: '3F0C8A52-93AB-5C0E-8F1D-0A6D5F3B7A11' });
    expect(id).toBe('3f0c8a52-93ab-5c0e-8f1d-0a6d5f3b7a11');
  });

  it('may be absent where it is optional, and is refused where it is none', () => {
    expect(validated(Reference, {})).toEqual({});
    for (const id of ['', 'x', 7, null, ['3f0c8a52-93ab-5c0e-8f1d-0a6d5f3b7a11']])
      expect(() => validated(Reference, { id })).toThrow(/id must be a UUID/);
  });
});
