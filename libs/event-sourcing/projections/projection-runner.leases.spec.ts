import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ReadCollection, type ReadStore, type StoredDocument } from '../read-store/read-store.port.js';
import { LeaseLostError } from '../consumers/leased-checkpoint.js';
import { eventually } from '../testing/eventually.js';
import { RunnerHarness, SHORT_LEASE } from '../testing/runner.harness.js';
import { append, erased, orders, placed, spend } from '../testing/shop.fixture.js';

const YEAR = 365 * 24 * 3_600_000;

/** The read store as seen by a process that can be made to stand still, in the middle of whatever it does. */
class PausedStore {
  private gate: Promise<void> | undefined;
  private open: () => void = () => undefined;
  waiting = 0;

  pause(): void {
    this.gate ??= new Promise((resolve) => {
      this.open = resolve;
    });
  }

  wakeUp(): void {
    this.gate = undefined;
    this.open();
  }

  over(store: ReadStore): ReadStore {
    const pass = async <T>(call: () => Promise<T>): Promise<T> => {
      if (this.gate) {
        this.waiting += 1;
        await this.gate;
        this.waiting -= 1;
      }
      return call();
    };
    return {
      collection: <D extends StoredDocument>(name: string): ReadCollection<D> => {
        const collection = store.collection<D>(name);
        return {
          get: (ids) => pass(() => collection.get(ids)),
          find: (filter, options) => pass(() => collection.find(filter, options)),
          count: (filter) => pass(() => collection.count(filter)),
          writeIfNewer: (documents) => pass(() => collection.writeIfNewer(documents)),
          updateOne: (filter, update, options) => pass(() => collection.updateOne(filter, update, options)),
          deleteOne: (id) => pass(() => collection.deleteOne(id)),
        };
      },
      ensureIndexes: (name, indexes) => pass(() => store.ensureIndexes(name, indexes)),
      dropCollection: (name) => pass(() => store.dropCollection(name)),
      collectionNames: () => pass(() => store.collectionNames()),
      close: () => Promise.resolve(),
    };
  }
}

describe('Several runners on one store', () => {
  let harness: RunnerHarness;
  const projections = [spend, orders];

  beforeEach(async () => {
    harness = await RunnerHarness.open();
  });

  afterEach(() => harness.close());

  const owners = async () => {
    const states = await harness.readStore
      .collection<StoredDocument & { owner: string; epoch: number }>('_projection-builds')
      .find({}, { sort: { _id: 1 } });
    return states.map(({ owner, epoch }) => `${owner} ${epoch}`);
  };

  it('leave each projection to one of them', async () => {
    await harness.run('one', projections).catchUp(await append(harness.eventStore, [placed('anna', 1)]));
    const standby = harness.run('two', projections);
    await standby.catchUp(await append(harness.eventStore, [placed('anna', 2)]));
    expect(await owners()).toEqual(['one 1', 'one 1']);
  });

  it('hand over when the holder stops', async () => {
    const one = harness.run('one', projections, { leaseDuration: SHORT_LEASE });
    await one.catchUp(await append(harness.eventStore, [placed('anna', 1)]));
    const two = harness.run('two', projections, { leaseDuration: SHORT_LEASE });
    await one.stop();
    await two.catchUp(await append(harness.eventStore, [placed('anna', 2)]));
    expect(await owners()).toEqual(['two 2', 'two 2']);
    expect(await (await harness.readModels.open(spend)).get('anna')).toMatchObject({ orders: 2 });
  });

  it.each([
    ['the same time', 0],
    ['a time a year back', -YEAR],
    ['a time a year ahead', YEAR],
  ])('take over from a holder that is dead, though the clock says %s', async (_, ahead) => {
    const dead = new PausedStore();
    const one = harness.run('dead', projections, {
      leaseDuration: SHORT_LEASE,
      readStore: dead.over(harness.readStore),
    });
    await one.catchUp(await append(harness.eventStore, [placed('anna', 1)]));
    dead.pause();
    const position = await append(harness.eventStore, [placed('anna', 2), erased('bo')]);
    const now = () => new Date(Date.now() + ahead);
    await harness.run('two', projections, { leaseDuration: SHORT_LEASE, now }).catchUp(position);
    expect(await (await harness.readModels.open(spend)).get('anna')).toMatchObject({ orders: 2, total: 3 });
    expect(await owners()).toEqual(['two 2', 'two 2']);
    dead.wakeUp();
  });

  it('are not harmed by a holder that was paused past its lease, and then wakes up', async () => {
    const sleeper = new PausedStore();
    const one = harness.run('sleeper', projections, {
      leaseDuration: SHORT_LEASE,
      readStore: sleeper.over(harness.readStore),
    });
    await one.catchUp(await append(harness.eventStore, [placed('anna', 1), placed('bo', 1)]));
    sleeper.pause();
    await append(harness.eventStore, [placed('anna', 2), erased('bo')]);
    await eventually('it sleeps in the middle of its work', () => sleeper.waiting > 0);
    await harness.run('two', projections, { leaseDuration: SHORT_LEASE }).catchUp();
    const last = await append(harness.eventStore, [
      placed('bo', 7),
      placed('anna', 4),
      erased('anna'),
      placed('anna', 5),
    ]);
    const before = await harness.readModels.open(spend, { minPosition: last });
    sleeper.wakeUp();
    await eventually(
      'it learns that it lost its leases',
      () => harness.errors.filter((error) => error instanceof LeaseLostError).length >= 2,
    );
    const after = await harness.readModels.open(spend);
    expect(after.position).toBe(before.position);
    expect(await after.find({}, { sort: { _id: 1 } })).toEqual([
      { _id: 'anna', orders: 1, total: 5 },
      { _id: 'bo', orders: 1, total: 7 },
    ]);
    const ordersNow = await (await harness.readModels.open(orders)).find({});
    expect(ordersNow.map(({ customerId, totals }) => `${customerId} ${totals.join()}`).sort()).toEqual([
      'anna 5',
      'bo 7',
    ]);
    expect((await owners()).every((owner) => owner.startsWith('two'))).toBe(true);
  });
});
