import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { type PositionedDocument } from '../read-store/read-store.port.js';
import { DocumentFold } from './document-fold.js';
import { documentsAfter, logOf, on } from '../testing/projection.spec-kit.js';
import { InMemoryReadStore } from '../testing/in-memory.read-store.js';
import { expectRebuiltEqualsLive } from '../testing/rebuilt-equals-live.js';
import { erased, type Order, orders, placed, type ShopEvent, spend } from '../testing/shop.fixture.js';
import { TimeSlices } from '../consumers/time-slices.js';

const customer = fc.constantFrom('anna', 'bo', 'cy');
const shopEvent: fc.Arbitrary<ShopEvent & { stream: string }> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .record({ customer, total: fc.integer({ min: 1, max: 99 }), order: fc.integer({ min: 1, max: 6 }) })
      .map(({ customer: of, total, order }) => ({ ...placed(of, total), stream: `order-${order}` })),
  },
  { weight: 1, arbitrary: customer.map((of) => ({ ...erased(of), stream: `customer-${of}` })) },
);

class Gate {
  open: () => void = () => undefined;
  readonly opened = new Promise<void>((resolve) => {
    this.open = resolve;
  });
}

const aCollection = () => new InMemoryReadStore().collection<PositionedDocument & Partial<Order>>('orders@1');

describe('DocumentFold', () => {
  it('gives the same documents in whatever batches events come, however often it dies', async () => {
    const samples = fc.sample(fc.array(shopEvent, { minLength: 20, maxLength: 40 }), { numRuns: 5, seed: 7 });
    for (const events of samples) {
      await expectRebuiltEqualsLive(spend, logOf(events));
      await expectRebuiltEqualsLive(orders, logOf(events));
    }
  });

  it.each([true, false])(
    'applies nothing twice (told that it begins with the log: %s)',
    async (fromStart) => {
      const collection = aCollection();
      const log = logOf(on('order-1', [placed('anna', 1), placed('anna', 2)]));
      for (let time = 0; time < 3; time += 1) {
        const fold = new DocumentFold(orders, collection, new TimeSlices(), { cacheSize: 10, fromStart });
        await fold.apply(log);
        await fold.flush();
      }
      expect(await collection.find({})).toEqual([
        { _id: 'order-1', _position: log[1]?.position, customerId: 'anna', totals: [1, 2] },
      ]);
    },
  );

  it('leaves a tombstone, so that an event delivered again does not revive what was deleted', async () => {
    const collection = aCollection();
    const log = logOf([...on('order-1', [placed('anna', 1)]), erased('anna')]);
    const fold = () =>
      new DocumentFold(orders, collection, new TimeSlices(), { cacheSize: 10, fromStart: false });
    const first = fold();
    await first.apply(log);
    await first.flush();
    const again = fold();
    await again.apply(log.slice(0, 1));
    await again.flush();
    expect(await collection.find({})).toEqual([
      { _id: 'order-1', _position: log[1]?.position, _deleted: true },
    ]);
  });

  it('looks for no document that it has not made, when it began with the log', async () => {
    const collection = aCollection();
    const get = jest.spyOn(collection, 'get');
    const fold = new DocumentFold(orders, collection, new TimeSlices(), { cacheSize: 0, fromStart: true });
    for (const event of logOf([
      ...on('order-1', [placed('anna', 1)]),
      ...on('order-2', [placed('bo', 2)]),
      ...on('order-1', [placed('anna', 3)]),
    ])) {
      await fold.apply([event]);
      await fold.flush();
    }
    expect(get.mock.calls).toEqual([[['order-1']]]);
    expect((await collection.find({ _id: 'order-1' })).map(({ totals }) => totals)).toEqual([[1, 3]]);
  });

  it.each(['before', 'after'])(
    'ends right when a document is changed while it is being stored, %s the store reads it',
    async (when) => {
      const collection = aCollection();
      const gate = new Gate();
      const write = collection.writeIfNewer.bind(collection);
      jest.spyOn(collection, 'writeIfNewer').mockImplementation(async (documents) => {
        const read = when === 'after' ? [...documents] : documents;
        await gate.opened;
        await write(read);
      });
      const log = logOf(on('order-1', [placed('anna', 1), placed('anna', 2), placed('anna', 3)]));
      const fold = new DocumentFold(orders, collection, new TimeSlices(), { cacheSize: 0, fromStart: true });
      await fold.apply(log.slice(0, 1));
      const first = fold.flush();
      await fold.apply(log.slice(1, 2));
      const second = fold.flush();
      await fold.apply(log.slice(2));
      gate.open();
      await Promise.all([first, second, fold.flush()]);
      expect(fold.unwritten).toBe(0);
      expect(await collection.find({})).toEqual([
        { _id: 'order-1', _position: log[2]?.position, customerId: 'anna', totals: [1, 2, 3] },
      ]);
    },
  );

  it('keeps what stands before an event that it cannot digest, and nothing of the event itself', async () => {
    const collection = aCollection();
    const choking = {
      ...orders,
      documentIds: () => ['one', 'two'],
      evolve: (document: Order, event: ShopEvent) => {
        if (event.type === 'OrderPlaced' && event.data.total === 13 && document.totals.length > 0)
          throw new Error('thirteen');
        return { ...document, totals: [...document.totals, 1] };
      },
    };
    const fold = new DocumentFold(choking, collection, new TimeSlices(), { cacheSize: 10, fromStart: false });
    await expect(
      fold.apply(logOf([placed('anna', 1), placed('anna', 13), placed('anna', 2)])),
    ).rejects.toMatchObject({
      event: { revision: 1, type: 'OrderPlaced' },
      message: 'thirteen',
    });
    await fold.flush();
    expect((await collection.find({})).map(({ totals }) => totals)).toEqual([[1], [1]]);
  });

  it('stores exact documents when another holder runs ahead of it in the same collection', async () => {
    const numRuns = 200;
    const log = fc.array(shopEvent, { minLength: 4, maxLength: 25 }).map((events) => logOf(events));
    const turns = fc.array(
      fc.record({ who: fc.constantFrom(0, 1), events: fc.integer({ min: 1, max: 5 }), store: fc.boolean() }),
    );
    await fc.assert(
      fc.asyncProperty(log, turns, fc.tuple(fc.boolean(), fc.boolean()), async (events, schedule, told) => {
        const collection = aCollection();
        const holders = told.map((fromStart) => ({
          fold: new DocumentFold(orders, collection, new TimeSlices(), { cacheSize: 100, fromStart }),
          at: 0,
        }));
        const finish = [0, 1].map((who) => ({ who, events: events.length, store: true }));
        for (const { who, events: count, store } of [...schedule, ...finish]) {
          const holder = holders[who];
          if (!holder) continue;
          await holder.fold.apply(events.slice(holder.at, holder.at + count));
          holder.at += count;
          if (store) await holder.fold.flush();
        }
        const stored = await collection.find({ _deleted: { $exists: false } });
        const documents = stored.map(({ _id, _position, ...document }) => [_id, document]);
        expect(Object.fromEntries(documents)).toEqual(documentsAfter(orders, events));
      }),
      { numRuns },
    );
  });
});
