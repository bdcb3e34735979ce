import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type FaultyProxy } from '../../../../test/support/faulty.proxy.js';
import { mongoUrl, ownDatabase, proxied } from '../../../../test/support/mongodb.js';
import { until } from '../../../../test/support/until.js';
import { Impediments } from '../../health/impediments.js';
import { at } from '../contract.fixture.js';
import { ReadStoreUnavailableError } from '../read-store.port.js';
import { MongoDbReadStore } from './mongodb.read-store.js';

/** For one call, in milliseconds: the driver's own patience is ten times as long, and no test waits for it. */
const DEADLINE = 500;
/** From the network's return until the store serves, in milliseconds: twice what is promised, for a busy machine. */
const RECOVERY = 20_000;
const LONG_TEST = 60_000;

if (mongoUrl === undefined) {
  it.todo('MongoDB behind a broken network (needs MONGODB_URL)');
} else {
  const url = mongoUrl;

  describe('MongoDB behind a network that', () => {
    let proxy: FaultyProxy;
    let store: MongoDbReadStore;
    let impediments: Impediments;

    beforeEach(async () => {
      const opened = await proxied(ownDatabase(url));
      proxy = opened.proxy;
      impediments = new Impediments();
      store = await MongoDbReadStore.connect(opened.url, { impediments, deadline: DEADLINE });
      await store.collection('things').writeIfNewer([at('1', 'a')]);
    });

    afterEach(async () => {
      proxy.restore();
      await store.dropCollection('things').catch(() => undefined);
      await store.close();
      await proxy.close();
    });

    const serves = async (): Promise<boolean> => {
      try {
        return (await store.collection('things').get(['a'])).length === 1;
      } catch {
        return false;
      }
    };

    const breaking = [
      ['swallows everything', 'swallow'],
      ['is cut', 'cut'],
      ['leaves connections half-open', 'halfOpen'],
    ] as const;

    it.each(breaking)(
      '%s: calls end, readiness knows why, and all is well once it is back',
      async (_, fault) => {
        proxy[fault]();
        const things = store.collection('things');
        const calls = [
          () => things.get(['a']),
          () => things.find({}),
          () => things.count({}),
          () => things.writeIfNewer([at('2', 'a')]),
          () => things.updateOne({ _id: 'a' }, { $set: { n: 1 } }),
          () => things.deleteOne('unknown'),
          () => store.collectionNames(),
          () => store.dropCollection('other'),
        ];
        for (const call of calls) await expect(call()).rejects.toThrow(ReadStoreUnavailableError);
        const [known] = impediments.list();
        expect(known?.component).toBe('read store');
        expect(known?.reason).toContain('127.0.0.1');
        proxy.restore();
        await until('the store serves again', serves, RECOVERY);
        await until('readiness says so', () => impediments.list().length === 0, RECOVERY);
      },
      LONG_TEST,
    );

    it(
      'is silent for long: the driver’s monitors say so, calls fail at once, and nobody need call to see it return',
      async () => {
        proxy.halfOpen();
        await until('readiness knows', () =>
          impediments.list().some(({ reason }) => reason.includes('no server')),
        );
        await until('calls fail at once', async () => {
          const failure: unknown = await store.collectionNames().catch((error: unknown) => error);
          return failure instanceof Error && failure.message.endsWith('is out of reach');
        });
        proxy.restore();
        await until('readiness says so', () => impediments.list().length === 0, RECOVERY);
        expect(await serves()).toBe(true);
      },
      LONG_TEST,
    );

    it('swallows everything: closing ends nevertheless', async () => {
      proxy.swallow();
      const call = store.collection('things').get(['a']);
      await Promise.all([expect(call).rejects.toThrow(), store.close()]);
    });

    it('is slow: whatever fits into the deadline is answered', async () => {
      proxy.delay(DEADLINE / 10);
      expect(await serves()).toBe(true);
      expect(impediments.list()).toEqual([]);
    });
  });
}
