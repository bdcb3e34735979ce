import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { type ChainLink, chainHash, GENESIS } from './hash-chain.js';

const link: ChainLink = {
  stream: 'order-1',
  revision: 0,
  id: '5b0c9f53-3d1e-5a53-8a39-0f6f3e0d6a01',
  type: 'OrderPlaced',
  data: { total: 12, customer: '王小明', lines: [{ b: 1, a: 2 }] },
  metadata: { recordedAt: '2026-01-01T00:00:00.000Z', actor: { id: 'anna' }, hash: 'its own' },
};

describe('a link of the hash chain', () => {
  it('is SHA-256 over the hash before and the event in canonical JSON, so that anybody can compute it', () => {
    const canonical =
      '["before","order-1",0,"5b0c9f53-3d1e-5a53-8a39-0f6f3e0d6a01","OrderPlaced",' +
      '{"customer":"王小明","lines":[{"a":2,"b":1}],"total":12},' +
      '{"actor":{"id":"anna"},"recordedAt":"2026-01-01T00:00:00.000Z"}]';
    expect(chainHash('before', link)).toBe(createHash('sha256').update(canonical).digest('hex'));
  });

  it('does not depend on the order of fields, nor on the hash stored beside it', () => {
    const { hash: _hash, ...metadata } = link.metadata;
    const other = { ...link, metadata, data: { lines: [{ a: 2, b: 1 }], customer: '王小明', total: 12 } };
    expect(chainHash(GENESIS, other)).toBe(chainHash(GENESIS, link));
  });

  it.each<[string, Partial<ChainLink>]>([
    ['stream', { stream: 'order-2' }],
    ['revision', { revision: 1 }],
    ['event id', { id: '6b0c9f53-3d1e-5a53-8a39-0f6f3e0d6a01' }],
    ['type', { type: 'OrderRefunded' }],
    ['data', { data: { total: 13 } }],
    ['metadata', { metadata: { recordedAt: '2026-01-01T00:00:00.001Z' } }],
  ])('changes with the %s', (_, change) => {
    expect(chainHash(GENESIS, { ...link, ...change })).not.toBe(chainHash(GENESIS, link));
  });

  it('changes with the hash before', () => {
    expect(chainHash('other', link)).not.toBe(chainHash(GENESIS, link));
  });
});
