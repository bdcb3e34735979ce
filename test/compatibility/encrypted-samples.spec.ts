import { beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { contextsOf } from '../../apps/composition.js';
import {
  checkedHash,
  EventCodec,
  GENESIS,
  type KeyRecord,
  type RecordedEvent,
  rootKeyOf,
  SubjectKeys,
  type WrappedRoot,
} from '../../libs/event-sourcing/core.js';
import { InMemoryKeyStore } from '../../libs/event-sourcing/testing.js';
import { loadConfig, ofAll } from '../../libs/platform/index.js';

/** An event as it was encrypted when that was new, with the keys that it takes: never changed again. */
const sampleIn = (file: string): unknown => JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'));

const encrypted = sampleIn('encrypted/CustomerRegistered.json') as RecordedEvent;
const plain = sampleIn('samples/CustomerRegistered.v1.json') as RecordedEvent;
const kept = sampleIn('encrypted/keys.json') as {
  masterKey: string;
  root: WrappedRoot;
  subject: string;
  key: KeyRecord;
};

describe('an event as it was encrypted', () => {
  let keys: SubjectKeys;
  let codec: EventCodec;

  beforeAll(async () => {
    const store = new InMemoryKeyStore();
    await store.replaceRoot(undefined, kept.root);
    await store.add(kept.subject, 'wrapped' in kept.key ? kept.key.wrapped : '');
    const rootKey = await rootKeyOf({ store, location: 'memory' }, Buffer.from(kept.masterKey, 'hex'));
    keys = new SubjectKeys(store, rootKey, { clock: () => 0 });
    const deciders = ofAll(contextsOf(loadConfig({})), (context) => context.deciders);
    codec = new EventCodec(
      deciders.map(({ events }) => events),
      new Map(),
      keys,
    );
  });

  const decoded = async () => codec.decode(encrypted, await codec.keysToDecode([encrypted], 'now'));

  it('is chained as it is stored', () => {
    expect(checkedHash(GENESIS, encrypted)).toBe(encrypted.metadata.hash);
  });

  it('is read as the one in plain text', async () => {
    expect((await decoded()).data).toEqual(plain.data);
  });

  it('reads as erased once its key is destroyed', async () => {
    await keys.destroy(kept.subject, '2026-11-28T00:00:00.000Z');
    expect((await decoded()).data).toMatchObject({ name: '[erased]' });
  });
});
