import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '../../event-sourcing/testing.js';
import { keyIn, requestHashWith } from './request-hash.js';

describe('the hash of a request', () => {
  const hash = requestHashWith('a key');

  it('is the same for the same request, however its fields are ordered', () => {
    expect(hash('PlaceOrder', '1', { a: 1, b: { c: 2, d: 3 } })).toBe(
      hash('PlaceOrder', '1', { b: { d: 3, c: 2 }, a: 1 }),
    );
  });

  it('is another for another command, target, body or key', () => {
    const of = hash('PlaceOrder', '1', { a: 1 });
    const others = [
      hash('CancelOrder', '1', { a: 1 }),
      hash('PlaceOrder', '2', { a: 1 }),
      hash('PlaceOrder', '1', { a: 2 }),
      requestHashWith('another key')('PlaceOrder', '1', { a: 1 }),
    ];
    expect(others).not.toContain(of);
  });
});

describe('the key in the data folder', () => {
  let folder: string;

  beforeEach(() => {
    folder = temporaryFolder();
  });

  it('is made on first use, kept, and nobody else’s to read', () => {
    const key = keyIn(folder, false);
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    expect(keyIn(folder, false)).toBe(key);
    expect(statSync(join(folder, 'request.key')).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['request.key']);
  });

  it('is not made beside a log that has events, and not taken when it was cut short', () => {
    const refused = 'repeated requests are told by the key that was there';
    expect(() => keyIn(folder, true)).toThrow(refused);
    expect(readdirSync(folder)).toEqual([]);
    writeFileSync(join(folder, 'request.key'), 'short');
    for (const hasEvents of [true, false]) expect(() => keyIn(folder, hasEvents)).toThrow(refused);
  });

  it('makes the folder when it is missing', () => {
    expect(keyIn(join(folder, 'deeper', 'down'), false)).toHaveLength(64);
  });
});
