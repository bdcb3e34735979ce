import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { newEvent, newEvents } from '../contract.fixture.js';
import { eventStoreContract } from '../event-store.contract.js';
import { type Delivery, EventStoreError } from '../event-store.port.js';
import { EmbeddedEventStore } from './embedded.event-store.js';

eventStoreContract('embedded', {
  startsEmpty: true,
  open: async () => {
    const folder = temporaryFolder();
    const store = await EmbeddedEventStore.open(folder);
    const opened = [store];
    return {
      store,
      openAnother: async () => {
        const another = await EmbeddedEventStore.open(folder);
        opened.push(another);
        return another;
      },
      dispose: async () => {
        await Promise.all(opened.map((each) => each.close()));
      },
    };
  },
});

describe('an embedded event store', () => {
  let folder: string;
  const opened: EmbeddedEventStore[] = [];

  async function open(path = folder): Promise<EmbeddedEventStore> {
    const store = await EmbeddedEventStore.open(path);
    opened.push(store);
    return store;
  }

  beforeEach(() => {
    folder = temporaryFolder();
  });

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((store) => store.close()));
  });

  it('gives positions of 16 digits without gaps, whatever was refused in between', async () => {
    const store = await open();
    await store.append('noted-1', newEvents(2), 'no-stream');
    await store.append('noted-1', newEvents(1), 'no-stream');
    await store.append('noted-2', newEvents(1), 'no-stream');
    const positions = (await store.readAll({ limit: 10 })).map(({ position }) => position);
    expect(positions).toEqual(['0000000000000001', '0000000000000002', '0000000000000003']);
  });

  it('makes the folder and those above it', async () => {
    const deep = join(folder, 'a', 'b.c', 'd');
    const store = await open(deep);
    await store.append('noted-1', newEvents(1), 'no-stream');
    expect(await (await open(deep)).readStream('noted-1')).toHaveLength(1);
  });

  it('says which folder it cannot open, and why', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    await mkdir(join(folder, 'taken', 'data.mdb'), { recursive: true });
    for (const path of [file, join(file, 'below'), join(folder, 'taken')]) {
      const opening = EmbeddedEventStore.open(path);
      await expect(opening).rejects.toThrow(EventStoreError);
      await expect(opening).rejects.toThrow(path);
    }
  });

  it('refuses a file that is no log, or was cut off, instead of crashing on it', async () => {
    const file = join(folder, 'data.mdb');
    for (const bytes of [Buffer.from('x'), Buffer.alloc(20_000, 'no log')]) {
      await writeFile(file, bytes);
      await expect(EmbeddedEventStore.open(folder)).rejects.toThrow('is no file of an embedded store');
      expect(await readFile(file)).toEqual(bytes);
    }
    await rm(file);
    const store = await EmbeddedEventStore.open(folder);
    await store.append('noted-1', newEvents(2_000), 'no-stream');
    await store.close();
    await truncate(file, 40_960);
    await expect(EmbeddedEventStore.open(folder)).rejects.toThrow('cut off');
  });

  it('refuses what is no position of its own', async () => {
    const store = await open();
    await store.append('noted-1', newEvents(1), 'no-stream');
    const foreign = '00000000000000000012/00000000000000000012';
    await expect(store.readAll({ from: foreign, limit: 1 })).rejects.toThrow(EventStoreError);
    const { signal } = new AbortController();
    const subscription = store.subscribe({ after: foreign, signal })[Symbol.asyncIterator]();
    await expect(subscription.next()).rejects.toThrow(EventStoreError);
  });

  it('keeps what a subscriber is given at once small, however big the events', async () => {
    const store = await open();
    const text = 'x'.repeat(900_000);
    for (let revision = 0; revision < 5; revision += 1) {
      await store.append('noted-1', [newEvent({ text })], revision === 0 ? 'no-stream' : revision - 1);
    }
    const sizes: number[] = [];
    for await (const { events, caughtUp } of store.subscribe({ signal: new AbortController().signal })) {
      sizes.push(events.length);
      if (caughtUp) break;
    }
    expect(sizes).toEqual([2, 2, 1]);
    expect(await store.readAll({ limit: 5 })).toHaveLength(5);
  });

  describe('being closed', () => {
    it('finishes the appends that are pending', async () => {
      const store = await open();
      const appends = Array.from({ length: 1_000 }, (_, index) =>
        store.append(`noted-${index}`, newEvents(1), 'no-stream'),
      );
      await store.close();
      expect((await Promise.all(appends)).filter(({ outcome }) => outcome === 'appended')).toHaveLength(
        1_000,
      );
      expect(await (await open()).readAll({ limit: 2_000 })).toHaveLength(1_000);
    });

    it('ends subscriptions, and refuses everything after', async () => {
      const store = await open();
      const deliveries: Delivery[] = [];
      for await (const delivery of store.subscribe({ signal: new AbortController().signal })) {
        deliveries.push(delivery);
        await store.close();
      }
      expect(deliveries).toEqual([{ events: [], caughtUp: true }]);
      await expect(store.append('noted-1', newEvents(1), 'no-stream')).rejects.toThrow(EventStoreError);
      await expect(store.readStream('noted-1')).rejects.toThrow(EventStoreError);
      await expect(store.head()).rejects.toThrow(EventStoreError);
      await expect(store.close()).resolves.toBeUndefined();
    });
  });
});
