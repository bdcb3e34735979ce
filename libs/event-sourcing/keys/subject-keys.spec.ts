import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { InMemoryKeyStore } from '../testing/in-memory.key-store.js';
import { KeyStoreError } from './key-store.port.js';
import { type Keyring, SubjectErasedError, SubjectKeys } from './subject-keys.js';

const rootKey = randomBytes(32);
const at = '2026-03-01T00:00:00.000Z';

const opened = () => {
  const store = new InMemoryKeyStore();
  let now = 0;
  const open = () => new SubjectKeys(store, rootKey, { clock: () => now });
  const keys = open();
  return {
    store,
    keys,
    open,
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
  };
};
const of = (...subjects: string[]) => new Set(subjects);
const text = (keyring: Keyring, subject: string) => {
  const key = keyring.get(subject);
  return key instanceof Buffer ? key.toString('hex') : key;
};

describe('keys of subjects', () => {
  it('are made once, and are the same in every process', async () => {
    const { keys, open } = opened();
    const made = text(await keys.fetchOrMake(of('ada')), 'ada');
    expect(made).toMatch(/^[0-9a-f]{64}$/);
    expect(text(await open().fetchOrMake(of('ada')), 'ada')).toBe(made);
    expect(text(await open().fetch(of('ada', 'eve')), 'ada')).toBe(made);
    expect((await keys.fetch(of('eve'))).get('eve')).toBeUndefined();
  });

  it('are stored wrapped', async () => {
    const { keys, store } = opened();
    const made = (await keys.fetchOrMake(of('ada'))).get('ada');
    const record = (await store.find(['ada'])).get('ada');
    expect(JSON.stringify(record)).not.toContain((made as Buffer).toString('base64url'));
  });

  it('of many are asked for together', async () => {
    const { keys, store } = opened();
    await keys.fetchOrMake(of('ada', 'eve', 'bob'));
    const before = store.asked;
    await keys.fetchNow(of('ada', 'eve', 'bob'));
    expect(store.asked).toBe(before + 1);
  });

  it('are kept for some seconds, and no longer than five', async () => {
    const { keys, store, pass } = opened();
    await keys.fetchOrMake(of('ada'));
    const before = store.asked;
    await keys.fetch(of('ada'));
    expect(store.asked).toBe(before);
    await store.destroy('ada', at);
    expect((await keys.fetch(of('ada'))).get('ada')).toBeInstanceOf(Buffer);
    pass(5_000);
    expect((await keys.fetch(of('ada'))).get('ada')).toBe('destroyed');
  });

  it('can be asked for as they are now', async () => {
    const { keys, store } = opened();
    await keys.fetchOrMake(of('ada'));
    await store.destroy('ada', at);
    expect((await keys.fetchNow(of('ada'))).get('ada')).toBe('destroyed');
  });

  it('are forgotten at once by the process that destroys them, and never made again', async () => {
    const { keys } = opened();
    await keys.fetchOrMake(of('ada'));
    await keys.destroy('ada', at);
    expect((await keys.fetch(of('ada'))).get('ada')).toBe('destroyed');
    await expect(keys.fetchOrMake(of('ada'))).rejects.toThrow(SubjectErasedError);
  });

  it('are not made for a subject that is destroyed at the same moment', async () => {
    const { keys, store } = opened();
    store.beforeNextAdd(() => store.destroy('ada', at));
    await expect(keys.fetchOrMake(of('ada'))).rejects.toThrow(SubjectErasedError);
  });

  it('can’t be moved to another subject', async () => {
    const { keys, store } = opened();
    await keys.fetchOrMake(of('ada'));
    const record = (await store.find(['ada'])).get('ada');
    await store.add('eve', record && 'wrapped' in record ? record.wrapped : '');
    await expect(keys.fetch(of('eve'))).rejects.toThrow(KeyStoreError);
    await expect(keys.fetch(of('eve'))).rejects.toThrow(/key of eve .* is damaged/);
  });
});
