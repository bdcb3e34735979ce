import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { v5, validate } from 'uuid';
import { commandIdFor, derivedId, eventIdFor } from './identifiers.js';

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

describe('the ids of a command’s events', () => {
  it('are UUIDs, always the same, and all of them different, the command’s own included', () => {
    const commandId = commandIdFor('shop', 'order-1');
    const ids = Array.from({ length: 65_535 }, (_, index) => eventIdFor(commandId, index));
    expect(ids.filter((id) => !validate(id))).toEqual([]);
    expect(new Set([commandId, ...ids]).size).toBe(65_536);
    expect(eventIdFor(commandIdFor('shop', 'order-1'), 7)).toBe(ids[7]);
  });

  it('are no other command’s', () => {
    const ids = Array.from({ length: 1_000 }, (_, command) =>
      commandIdFor('shop', `order-${command}`),
    ).flatMap((commandId) => Array.from({ length: 10 }, (_, index) => eventIdFor(commandId, index)));
    expect(new Set(ids).size).toBe(10_000);
  });
});
