import { beforeEach, describe, expect, it } from '@jest/globals';
import { type LeasedCheckpointDocument } from './checkpoint.documents.js';
import { LeaseLostError } from './leased-checkpoint.js';
import { Leases } from './leases.js';
import { InMemoryReadStore } from '../testing/in-memory.read-store.js';

const DURATION = 100;
const YEAR = 365 * 24 * 3_600_000;

describe('Leases', () => {
  const collection = new InMemoryReadStore().collection<LeasedCheckpointDocument & { note?: string }>(
    'checkpoints',
  );
  let time: number;

  /** A process, whose clock is ahead of the others' by so much. */
  const process = (owner: string, { ahead = 0, alone = false } = {}) => {
    const leases = new Leases(collection, { owner, clock: () => time + ahead, duration: DURATION, alone });
    return {
      acquire: () => leases.acquire('spend@1', { note: owner }),
      isAlive: async () => {
        const [found] = await collection.get(['spend@1']);
        return found !== undefined && leases.isAlive(found);
      },
    };
  };

  beforeEach(async () => {
    time = 1_000;
    await collection.deleteOne('spend@1');
  });

  it('have one holder at a time, however many try at once', async () => {
    const taken = await Promise.all(['one', 'two', 'three'].map((owner) => process(owner).acquire()));
    expect(taken.filter((lease) => lease !== undefined)).toHaveLength(1);
    expect(await process('four').acquire()).toBeUndefined();
  });

  it('are taken from a holder that gave no sign for their duration, with the next epoch and where it stood', async () => {
    const one = await process('one').acquire();
    await one?.save('0005');
    const two = process('two');
    expect(await two.acquire()).toBeUndefined();
    time += 50;
    expect(await two.acquire()).toBeUndefined();
    time += 49;
    expect(await two.acquire()).toBeUndefined();
    time += 1;
    expect(await two.acquire()).toMatchObject({ epoch: 2, position: '0005' });
  });

  it('are taken by one of those who watched the same silence', async () => {
    await process('one').acquire();
    const watching = ['two', 'three', 'four'].map((owner) => process(owner));
    for (const step of [0, 50, 49]) {
      time += step;
      for (const { acquire } of watching) expect(await acquire()).toBeUndefined();
    }
    time += 1;
    const taken = await Promise.all(watching.map(({ acquire }) => acquire()));
    expect(taken.filter((lease) => lease !== undefined)).toHaveLength(1);
  });

  it('are kept by any sign of life', async () => {
    const one = await process('one').acquire();
    const two = process('two');
    for (let round = 0; round < 5; round += 1) {
      expect(await two.acquire()).toBeUndefined();
      time += 50;
      expect(await two.acquire()).toBeUndefined();
      time += 49;
      await one?.save(undefined);
    }
    expect(await two.isAlive()).toBe(true);
  });

  it('are not taken right after an outage in which nobody could write or look', async () => {
    const one = await process('one').acquire();
    const two = process('two');
    expect(await two.acquire()).toBeUndefined();
    time += 60_000;
    expect(await two.acquire()).toBeUndefined();
    await one?.save(undefined);
    time += 50;
    expect(await two.acquire()).toBeUndefined();
  });

  it.each([
    ['an hour ahead', 3_600_000],
    ['an hour behind', -3_600_000],
    ['a year ahead', YEAR],
    ['a year behind', -YEAR],
  ])('pass on in their own time to a process whose clock is %s', async (_, ahead) => {
    const one = await process('one').acquire();
    const two = process('two', { ahead });
    expect(await two.acquire()).toBeUndefined();
    time += 50;
    expect(await two.acquire()).toBeUndefined();
    await one?.save('0005');
    time += 49;
    expect(await two.acquire()).toBeUndefined();
    for (const step of [50, 49]) {
      time += step;
      expect(await two.acquire()).toBeUndefined();
    }
    time += 1;
    expect(await two.acquire()).toMatchObject({ epoch: 2, position: '0005' });
  });

  it('are free at once for a process that is alone on the store, save its own', async () => {
    await process('killed').acquire();
    const one = process('one', { alone: true });
    expect(await one.acquire()).toMatchObject({ epoch: 2 });
    expect(await one.acquire()).toBeUndefined();
  });

  it('are not moved, renewed or released by a former holder', async () => {
    const one = await process('one').acquire();
    const two = await process('two', { alone: true }).acquire();
    await two?.save('0003');
    await expect(one?.save('0009', { note: 'mine' })).rejects.toThrow(LeaseLostError);
    await expect(one?.save(undefined)).rejects.toThrow(LeaseLostError);
    await one?.release();
    expect(await collection.get(['spend@1'])).toMatchObject([
      { owner: 'two', position: '0003', note: 'two', released: false },
    ]);
  });

  it('never let a position go back', async () => {
    const one = await process('one').acquire();
    await one?.save('0005');
    await one?.save('0003');
    expect(await collection.get(['spend@1'])).toMatchObject([{ position: '0005' }]);
  });

  it('are free at once when they were released', async () => {
    await (await process('one').acquire())?.release();
    const two = process('two');
    expect(await two.isAlive()).toBe(false);
    expect(await two.acquire()).toMatchObject({ epoch: 2 });
  });
});
