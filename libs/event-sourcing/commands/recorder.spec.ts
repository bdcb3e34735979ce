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
const origin = {
  actor: { id: 'anna', service: 'shop', verified: true },
  causationId: 'visit-17',
  commandId: 'c',
  correlationId: 'visit-17',
  requestHash: '',
};
const seen = (what: string) => ({ type: 'Seen', data: { occurredAt: '2026-03-01T09:00:00.000Z', what } });

type Append = EventStore['append'];

/** A recorder on a store of its own, whose appends go through `through`. */
const recording = async (
  work: (recorder: Recorder, store: EventStore) => Promise<void>,
  options: Partial<RecorderOptions> = {},
  through: (append: Append) => Append = (append) => append,
) => {
  const store = await EmbeddedEventStore.open(temporaryFolder());
  try {
    const append = through((...args) => store.append(...args));
    const now = () => new Date('2026-03-01T09:00:00Z');
    await work(new Recorder({ append }, codec, { category: 'view', now, ...options }), store);
  } finally {
    await store.close();
  }
};

const logOf = (store: EventStore) => store.readAll({ limit: 1_000 });
const streamsIn = (events: readonly RecordedEvent[]) => [...new Set(events.map(({ stream }) => stream))];

describe('a recorder', () => {
  it('stores what arrives during an append by the next one, chained, in the order of arrival', async () => {
    const sizes: number[] = [];
    await recording(
      async (recorder, store) => {
        const all = Array.from({ length: 20 }, (_, index) => `${index}`);
        await Promise.all(all.map((what) => recorder.record(seen(what), origin)));
        const events = await logOf(store);
        expect(events.map(({ data }) => data.what)).toEqual(all);
        expect(streamsIn(events)).toEqual([expect.stringMatching(/^view-2026-03-01-/)]);
        expect(sizes).toEqual([1, 19]);
        events.reduce(checkedHash, GENESIS);
        expect(events[0]?.metadata).toMatchObject({ ...origin, recordedAt: '2026-03-01T09:00:00.000Z' });
      },
      {},
      (append) => (stream, events, expected) => {
        sizes.push(events.length);
        return append(stream, events, expected);
      },
    );
  });

  it('begins a stream on each day, and when one is as long as it may be', async () => {
    let now = new Date('2026-03-01T23:59:59Z');
    await recording(
      async (recorder, store) => {
        for (const what of ['a', 'b', 'c']) await recorder.record(seen(what), origin);
        now = new Date('2026-03-02T00:00:00Z');
        await recorder.record(seen('d'), origin);
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
        await recorder.record(seen('before'), origin);
        isDown = true;
        const lost = [recorder.record(seen('lost'), origin), recorder.record(seen('lost, too'), origin)];
        for (const one of lost) await expect(one).rejects.toThrow(EventStoreUnavailableError);
        isDown = false;
        await recorder.record(seen('after'), origin);
        const events = await logOf(store);
        expect(events.map(({ data }) => data.what)).toEqual(['before', 'after']);
        expect(streamsIn(events)).toHaveLength(2);
      },
      {},
      (append) => (stream, events, expected) =>
        isDown ? Promise.reject(new EventStoreUnavailableError('down')) : append(stream, events, expected),
    );
  });

  it('never stores more at once than an append may hold', async () => {
    await recording(async (recorder, store) => {
      const long = 'x'.repeat(100_000);
      await Promise.all(Array.from({ length: 30 }, () => recorder.record(seen(long), origin)));
      expect(await logOf(store)).toHaveLength(30);
    });
  });
});
