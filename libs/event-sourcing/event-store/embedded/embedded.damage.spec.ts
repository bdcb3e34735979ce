import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { open as openLmdb } from 'lmdb';
import { Impediments } from '../../health/impediments.js';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { newEvent, newEvents } from '../contract.fixture.js';
import { type Delivery, EventDamagedError, EventStoreError } from '../event-store.port.js';
import { EmbeddedEventStore } from './embedded.event-store.js';
import { toPosition } from './position.js';

/** Events of one run of the index, and more. */
const MANY = 9_000;

type Change = (bytes: Buffer) => Buffer | undefined;

const flipped =
  (at: (bytes: Buffer) => number): Change =>
  (bytes) => {
    const index = at(bytes);
    bytes.writeUInt8(bytes.readUInt8(index) ^ 1, index);
    return bytes;
  };

describe('an embedded event log with damage', () => {
  let folder: string;
  let impediments: Impediments;
  const opened: EmbeddedEventStore[] = [];

  const open = async (): Promise<EmbeddedEventStore> => {
    impediments = new Impediments();
    const store = await EmbeddedEventStore.open(folder, { impediments });
    opened.push(store);
    return store;
  };

  const close = async (): Promise<void> => {
    await Promise.all(opened.splice(0).map((store) => store.close()));
  };

  /** Changes what stands under a key of a table of the closed log; undefined removes it. */
  const damage = async (table: string, key: number | [number, number], change: Change): Promise<void> => {
    await close();
    const root = openLmdb({ path: folder, noSubdir: false });
    const bytes = root.openDB<Buffer, number | [number, number]>(table, { encoding: 'binary' });
    const stored = bytes.get(key);
    if (stored === undefined) throw new Error(`nothing stands under ${String(key)}`);
    const changed = change(Buffer.from(stored));
    if (changed) await bytes.put(key, changed);
    else await bytes.remove(key);
    await root.close();
  };

  const deliveries = async (store: EmbeddedEventStore): Promise<Delivery[]> => {
    const all: Delivery[] = [];
    for await (const delivery of store.subscribe({ signal: new AbortController().signal })) {
      all.push(delivery);
      if (delivery.caughtUp) break;
    }
    return all;
  };

  beforeEach(async () => {
    folder = temporaryFolder();
    const store = await open();
    await store.append('noted-1', [newEvent({ amount: 1_000 }), newEvent({ amount: 2_000 })], 'no-stream');
    await store.append('noted-2', newEvents(2), 'no-stream');
    await store.append('noted-1', [newEvent({ amount: 3_000 })], 1);
  });

  afterEach(close);

  const jsonEnd = (bytes: Buffer): number => bytes.lastIndexOf('\n');
  const places: readonly [string, (bytes: Buffer) => number][] = [
    ['checksum', () => 3],
    ['stream', (bytes) => bytes.indexOf('noted-1') + 6],
    ['amount', (bytes) => bytes.indexOf('2000')],
    ['last brace', (bytes) => jsonEnd(bytes) - 1],
  ];

  it.each(places)('refuses a record with a changed %s by its name, and serves the others', async (_, at) => {
    await damage('log', 2, flipped(at));
    const store = await open();
    const refused = new EventDamagedError(
      { stream: 'noted-1', revision: 1, position: toPosition(2) },
      'what stands there is not what was appended',
    );
    await expect(store.readStream('noted-1')).rejects.toEqual(refused);
    await expect(store.readStream('noted-1', { from: 1, limit: 1 })).rejects.toEqual(refused);
    await expect(store.readAll({ limit: 10 })).rejects.toThrow(refused.message);
    expect(impediments.list()).toEqual([{ component: 'event log', reason: refused.message }]);
    expect(await store.readStream('noted-1', { from: 2 })).toHaveLength(1);
    expect(await store.readStream('noted-2')).toHaveLength(2);
    expect(await store.append('noted-2', newEvents(1), 1)).toMatchObject({ revision: 2 });
    expect(await store.append('noted-1', newEvents(1), 2)).toMatchObject({ revision: 3 });
  });

  it('delivers everything but the damaged event, and says which that is', async () => {
    await damage(
      'log',
      2,
      flipped((bytes) => bytes.indexOf('2000')),
    );
    const [delivery] = await deliveries(await open());
    expect(delivery?.events.map(({ position }) => position)).toEqual([1, 3, 4, 5].map(toPosition));
    expect(delivery?.damaged?.map(({ event }) => event)).toEqual([
      { stream: 'noted-1', revision: 1, type: 'SomethingNoted', position: toPosition(2) },
    ]);
    expect(delivery).toMatchObject({ position: toPosition(5), caughtUp: true });
  });

  it('needs no label to read an event', async () => {
    for (const place of [1, 2, 3])
      await damage(
        'log',
        place,
        flipped((bytes) => jsonEnd(bytes) + 12),
      );
    const store = await open();
    expect(await store.readStream('noted-1')).toHaveLength(3);
    expect(await store.readAll({ limit: 10 })).toHaveLength(5);
    expect(impediments.list()).toEqual([]);
  });

  const gone: readonly [string, Change][] = [
    ['missing', () => undefined],
    ['cut to nothing', () => Buffer.alloc(0)],
    ['zeroed', (bytes) => bytes.fill(0)],
    ['no text', (bytes) => bytes.fill(0xff)],
  ];

  it.each(gone)('knows an event that is %s by the one after it in its stream', async (_, change) => {
    await damage('log', 2, change);
    const store = await open();
    await expect(store.readStream('noted-1')).rejects.toThrow(
      'Event 1 of noted-1 at position 0000000000000002 is damaged',
    );
    expect((await deliveries(store))[0]?.damaged).toMatchObject([
      { event: { stream: 'noted-1', revision: 1 } },
    ]);
    expect(await store.append('noted-1', newEvents(1), 2)).toMatchObject({ revision: 3 });
  });

  it.each(gone.slice(1))('appends nothing when the last event of some stream is %s', async (_, change) => {
    await damage('log', 5, change);
    const store = await open();
    const refused = 'An event at position 0000000000000005 is damaged';
    await expect(store.append('noted-1', newEvents(1), 1)).rejects.toThrow(refused);
    await expect(store.append('noted-3', newEvents(1), 'no-stream')).rejects.toThrow(EventDamagedError);
    expect((await deliveries(store))[0]?.damaged).toMatchObject([{ event: { position: toPosition(5) } }]);
    expect(await store.readStream('noted-2')).toHaveLength(2);
  });

  it('refuses a record that stands in the place of another', async () => {
    let other: Buffer | undefined;
    await damage('log', 1, (bytes) => (other = Buffer.from(bytes)));
    await damage('log', 2, () => other);
    await expect((await open()).readStream('noted-1')).rejects.toThrow(EventDamagedError);
  });

  describe('in its index', () => {
    beforeEach(async () => {
      const store = await open();
      for (let from = 2; from < MANY; from += 1_000) {
        await store.append('noted-1', newEvents(Math.min(1_000, MANY - from)), from);
        await store.append(`noted-${from}`, newEvents(1), 'no-stream');
      }
      await store.append('noted-2', newEvents(1), 1);
    });

    const keyOfRun = async (): Promise<number> => {
      await close();
      const root = openLmdb({ path: folder, noSubdir: false });
      const [upTo] = root.openDB<Buffer, number>('filters', { encoding: 'binary' }).getKeys({ limit: 1 });
      await root.close();
      if (upTo === undefined) throw new Error('the index has no run');
      return upTo;
    };

    const holds = async (): Promise<void> => {
      const store = await open();
      const read = await store.readStream('noted-1');
      expect(read.map(({ revision }) => revision)).toEqual(Array.from({ length: MANY + 1 }, (_, n) => n));
      expect(await store.readStream('noted-2')).toHaveLength(3);
      expect(await store.readStream('noted-1002')).toHaveLength(1);
      expect(await store.append('noted-2', newEvents(1), 'no-stream')).toMatchObject({ actual: 2 });
      expect(await store.append('noted-1002', newEvents(1), 0)).toMatchObject({ revision: 1 });
    };

    it.each<[string, Change]>([
      ['changed', flipped(() => 5_000)],
      ['missing', () => undefined],
    ])('reads the log again where a filter is %s', async (_, change) => {
      await damage('filters', await keyOfRun(), change);
      await holds();
    });

    it.each<[string, Change]>([
      ['changed', flipped((bytes) => bytes.length - 1)],
      ['missing', () => undefined],
    ])('reads the log again where its buckets are %s', async (_, change) => {
      const upTo = await keyOfRun();
      for (let bucket = 0; bucket < 256; bucket += 1) await damage('runs', [upTo, bucket], change);
      await holds();
    });

    it('still names an event of the run that is damaged', async () => {
      await damage('log', 8, (bytes) => bytes.fill(0));
      const store = await open();
      await expect(store.readStream('noted-1')).rejects.toThrow('Event 5 of noted-1 at position');
      const [, second] = (await deliveries(store)).flatMap(({ damaged = [] }) => [undefined, ...damaged]);
      expect(second?.event).toMatchObject({ stream: 'noted-1', revision: 5 });
    });
  });

  it('refuses a file of another format with a sentence', async () => {
    await damage('about', 'format' as never, () => Buffer.from('1'));
    await expect(EmbeddedEventStore.open(folder)).rejects.toThrow(EventStoreError);
    await expect(EmbeddedEventStore.open(folder, { readOnly: true })).rejects.toThrow(
      'its file has format 1, and this version of Dossier reads format 2',
    );
  });
});
