import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { type KeyStore } from './key-store.port.js';

/** A key store for one test. */
export interface EnrolledKeyStore {
  readonly store: KeyStore;
  /** Opens a further store on the same keys, as another process or a restart would. */
  openAnother(): Promise<KeyStore>;
  /** Closes every store, and removes what it left behind. */
  dispose(): Promise<void>;
}

const at = '2026-03-01T00:00:00.000Z';
const later = '2026-03-02T00:00:00.000Z';

/** What the port promises, as tests. Each adapter calls this in a spec in its own folder. */
export function keyStoreContract(name: string, open: () => Promise<EnrolledKeyStore>): void {
  describe(`${name} keeps the contract of a key store:`, () => {
    let keys: EnrolledKeyStore;
    let store: KeyStore;
    let ada: string;
    let deal: string;

    beforeEach(async () => {
      keys = await open();
      ({ store } = keys);
      ada = randomUUID();
      deal = `deal-${randomUUID()}`;
    });
    afterEach(async () => {
      await keys.dispose();
    });

    const recordOf = async (subject: string, from = store) => (await from.find([subject])).get(subject);

    it('has one root, which is replaced only by whoever knows it', async () => {
      expect(await store.root()).toBeUndefined();
      expect(await store.replaceRoot(undefined, { wrapped: 'one' })).toBe(true);
      expect(await store.replaceRoot(undefined, { wrapped: 'two' })).toBe(false);
      expect(await store.replaceRoot({ wrapped: 'other' }, { wrapped: 'two' })).toBe(false);
      expect(await (await keys.openAnother()).root()).toEqual({ wrapped: 'one' });
      expect(await store.replaceRoot({ wrapped: 'one' }, { wrapped: 'two' })).toBe(true);
      expect(await store.root()).toEqual({ wrapped: 'two' });
    });

    it('keeps a key, and answers those who were late with it', async () => {
      expect(await store.add(ada, 'one')).toEqual({ wrapped: 'one' });
      expect(await store.add(ada, 'two')).toMatchObject({ wrapped: 'one' });
      expect(await recordOf(ada, await keys.openAnother())).toMatchObject({ wrapped: 'one' });
    });

    it('lets one of many win that add a key at once', async () => {
      const other = await keys.openAnother();
      const added = await Promise.all(
        Array.from({ length: 16 }, (_, index) => (index % 2 ? store : other).add(ada, `key ${index}`)),
      );
      const there = await recordOf(ada);
      for (const record of added)
        expect(record).toMatchObject({ wrapped: there && 'wrapped' in there && there.wrapped });
    });

    it('finds those that are there, of many', async () => {
      const subjects = Array.from({ length: 50 }, () => randomUUID());
      for (const subject of subjects) await store.add(subject, `key of ${subject}`);
      const found = await store.find([...subjects, randomUUID()]);
      expect([...found.keys()].sort()).toEqual(subjects.sort());
      expect(found.get(subjects[7] ?? '')).toMatchObject({ wrapped: `key of ${subjects[7] ?? ''}` });
      expect(await store.find([])).toEqual(new Map());
    });

    it('destroys a key for good', async () => {
      await store.add(ada, 'one');
      expect(await store.destroy(ada, at)).toBe(1);
      expect(await store.destroy(ada, later)).toBe(0);
      expect(await store.add(ada, 'two')).toEqual({ destroyedAt: at });
      expect(await recordOf(ada, await keys.openAnother())).toEqual({ destroyedAt: at });
    });

    it('has no key for a subject that was destroyed before it had one', async () => {
      expect(await store.destroy(ada, at)).toBe(0);
      expect(await store.add(ada, 'one')).toEqual({ destroyedAt: at });
    });

    it('destroys what is filed under a subject with it', async () => {
      const others = Array.from({ length: 3 }, () => `deal-${randomUUID()}`);
      for (const subject of [ada, deal, ...others]) await store.add(subject, `key of ${subject}`);
      for (const subject of [deal, ...others]) await store.file(subject, ada, at);
      expect(await recordOf(deal)).toMatchObject({ wrapped: `key of ${deal}` });
      expect(await store.destroy(ada, later)).toBe(5);
      expect(await recordOf(deal)).toMatchObject({ destroyedAt: later });
      expect(await recordOf(others[1] ?? '')).toMatchObject({ destroyedAt: later });
    });

    it('files a subject under the last that it was filed under', async () => {
      const eve = randomUUID();
      for (const subject of [ada, eve, deal]) await store.add(subject, subject);
      await store.file(deal, ada, at);
      await store.file(deal, eve, at);
      expect(await store.destroy(ada, later)).toBe(1);
      expect(await recordOf(deal)).toMatchObject({ wrapped: deal });
      expect(await store.destroy(eve, later)).toBe(2);
    });

    it('files a key as it adds it', async () => {
      expect(await store.add(deal, 'one', ada)).toEqual({ wrapped: 'one' });
      expect(await recordOf(deal)).toMatchObject({ wrapped: 'one' });
      expect(await store.destroy(ada, at)).toBe(1);
      expect(await recordOf(deal)).toMatchObject({ destroyedAt: at });
    });

    it('destroys a filed key alone', async () => {
      await store.add(ada, 'one');
      await store.add(deal, 'two', ada);
      expect(await store.destroy(deal, at)).toBe(1);
      expect(await recordOf(ada)).toMatchObject({ wrapped: 'one' });
      expect(await store.destroy(ada, later)).toBe(1);
      expect(await recordOf(deal)).toMatchObject({ destroyedAt: at });
    });

    it('adds no key under a subject that was destroyed', async () => {
      await store.destroy(ada, at);
      expect(await store.add(deal, 'one', ada)).toMatchObject({ destroyedAt: at });
      expect(await recordOf(deal)).toMatchObject({ destroyedAt: at });
      expect(await store.add(deal, 'two')).toMatchObject({ destroyedAt: at });
    });

    it('destroys what is filed under a subject that was destroyed before', async () => {
      await store.add(deal, 'one');
      await store.destroy(ada, at);
      await store.file(deal, ada, later);
      expect(await recordOf(deal)).toMatchObject({ destroyedAt: later });
    });

    it('files nothing that has no key, and nothing that was destroyed', async () => {
      await store.file(deal, ada, at);
      expect(await recordOf(deal)).toBeUndefined();
      await store.destroy(deal, at);
      await store.file(deal, ada, later);
      expect(await store.destroy(ada, later)).toBe(0);
      expect(await recordOf(deal)).toMatchObject({ destroyedAt: at });
    });
  });
}
