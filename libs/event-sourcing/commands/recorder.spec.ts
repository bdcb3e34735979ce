import { describe, expect, it } from '@jest/globals';
import {
  type EventStore,
  EventStoreUnavailableError,
  type RecordedEvent,
} from '../event-store/event-store.port.js';
import { EmbeddedEventStore } from '../event-store/embedded/embedded.event-store.js';
import { EventCodec } from '../events/event-codec.js';
import { checkedHash, GENESIS } from '../events/hash-chain.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { Recorder, type RecorderOptions } from './recorder.js';

const codec = new EventCodec([{ Seen: { version: 1, personal: [] } }]);
const actor = { id: 'views', service: 'records', verified: true };

type Append = EventStore['append'];

/** A recorder of texts on a store of its own, whose appends go through `through`. */
const recording = async (
  work: (recorder: Recorder<string>, store: EventStore) => Promise<void>,
  options: Partial<RecorderOptions<string>> = {},
  through: (append: Append) => Append = (append) => append,
) => {
  const store = await EmbeddedEventStore.open(temporaryFolder());
  try {
    const append = through((...args) => store.append(...args));
    const recorder = new Recorder<string>({ append }, codec, {
      category: 'view',
      actor,
      eventOf: (whats, occurredAt) => ({
        type: 'Seen',
        data: { occurredAt, whats } as { occurredAt: string },
      }),
      sizeOf: () => 1,
      room: 5,
      now: () => new Date('2026-03-01T09:00:00Z'),
      ...options,
    });
    await work(recorder, store);
  } finally {
    await store.close();
  }
};

const logOf = (store: EventStore) => store.readAll({ limit: 1_000 });
const streamsIn = (events: readonly RecordedEvent[]) => [...new Set(events.map(({ stream }) => stream))];
const whatsIn = (events: readonly RecordedEvent[]) => events.map(({ data }) => data.whats);

describe('a recorder', () => {
  it('stores what arrives during an append by the next one, chained, in the order of arrival', async () => {
    const sizes: number[] = [];
    await recording(
      async (recorder, store) => {
        const all = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
        await Promise.all(all.map((what) => recorder.record(what)));
        const events = await logOf(store);
        expect(whatsIn(events)).toEqual([['a'], ['b', 'c', 'd', 'e', 'f'], ['g', 'h']]);
        expect(streamsIn(events)).toEqual([expect.stringMatching(/^view-2026-03-01-/)]);
        expect(sizes).toEqual([1, 2]);
        events.reduce(checkedHash, GENESIS);
        const at = '2026-03-01T09:00:00.000Z';
        expect(events[0]).toMatchObject({ data: { occurredAt: at }, metadata: { actor, recordedAt: at } });
      },
      {},
      (append) => (stream, events, expected) => {
        sizes.push(events.length);
        return append(stream, events, expected);
      },
    );
  });

  it('lets no more facts share an event than have room in it, and gives a large one an event of its own', async () => {
    await recording(
      async (recorder, store) => {
        const all = ['x', '12', '345', '1234567', '1', '2'];
        await Promise.all(all.map((what) => recorder.record(what)));
        expect(whatsIn(await logOf(store))).toEqual([['x'], ['12', '345'], ['1234567'], ['1', '2']]);
      },
      { sizeOf: (what) => what.length, room: 5 },
    );
  });

  it('begins a stream on each day, and when one is as long as it may be', async () => {
    let now = new Date('2026-03-01T23:59:59Z');
    await recording(
      async (recorder, store) => {
        for (const what of ['a', 'b', 'c']) await recorder.record(what);
        now = new Date('2026-03-02T00:00:00Z');
        await recorder.record('d');
        const events = await logOf(store);
        expect(events.map(({ revision }) => revision)).toEqual([0, 1, 0, 0]);
        expect(streamsIn(events).map((stream) => stream.slice(0, 15))).toEqual([
          'view-2026-03-01',
          'view-2026-03-01',
          'view-2026-03-02',
        ]);
      },
      { now: () => now, longest: 2 },
    );
  });

  it('says when it could not store, and goes on in another stream', async () => {
    let isDown = false;
    await recording(
      async (recorder, store) => {
        await recorder.record('before');
        isDown = true;
        const lost = [recorder.record('lost'), recorder.record('lost, too')];
        for (const one of lost) await expect(one).rejects.toThrow(EventStoreUnavailableError);
        isDown = false;
        await recorder.record('after');
        const events = await logOf(store);
        expect(whatsIn(events)).toEqual([['before'], ['after']]);
        expect(streamsIn(events)).toHaveLength(2);
      },
      {},
      (append) => (stream, events, expected) =>
        isDown ? Promise.reject(new EventStoreUnavailableError('down')) : append(stream, events, expected),
    );
  });

  it('never stores more at once than an append may hold', async () => {
    await recording(
      async (recorder, store) => {
        const long = 'x'.repeat(100_000);
        await Promise.all(Array.from({ length: 30 }, () => recorder.record(long)));
        expect(await logOf(store)).toHaveLength(30);
      },
      { room: 1 },
    );
  });
});
