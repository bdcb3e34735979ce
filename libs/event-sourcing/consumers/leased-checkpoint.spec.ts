import { beforeEach, describe, expect, it } from '@jest/globals';
import { type LeasedCheckpointDocument } from './checkpoint.documents.js';
import { LeasedCheckpoint, LeaseLostError } from './leased-checkpoint.js';
import { InMemoryReadStore } from '../testing/in-memory.read-store.js';

describe('LeasedCheckpoint', () => {
  const collection = new InMemoryReadStore().collection<LeasedCheckpointDocument & { note?: string }>(
    'checkpoints',
  );
  let time: number;
  const acquire = (owner: string) =>
    LeasedCheckpoint.acquire(
      collection,
      'spend@1',
      { note: owner },
      { owner, now: () => time, duration: 100 },
    );

  beforeEach(async () => {
    time = 1_000;
    await collection.deleteOne('spend@1');
  });

  it('has one holder at a time, however many try at once', async () => {
    const taken = await Promise.all(['one', 'two', 'three'].map(acquire));
    expect(taken.filter((lease) => lease !== undefined)).toHaveLength(1);
    expect(await acquire('four')).toBeUndefined();
  });

  it('is taken from a holder that did not renew it, with the next epoch and where it stood', async () => {
    const one = await acquire('one');
    await one?.save('0005');
    time += 99;
    expect(await acquire('two')).toBeUndefined();
    time += 1;
    const two = await acquire('two');
    expect(two).toMatchObject({ epoch: 2, position: '0005' });
  });

  it('is kept by renewing it', async () => {
    const one = await acquire('one');
    time += 99;
    await one?.save(undefined);
    time += 99;
    expect(await acquire('two')).toBeUndefined();
  });

  it('is not moved, renewed or released by a former holder', async () => {
    const one = await acquire('one');
    time += 100;
    const two = await acquire('two');
    await two?.save('0003');
    await expect(one?.save('0009', { note: 'mine' })).rejects.toThrow(LeaseLostError);
    await expect(one?.save(undefined)).rejects.toThrow(LeaseLostError);
    await one?.release();
    expect(await collection.get(['spend@1'])).toMatchObject([
      { owner: 'two', position: '0003', note: 'two', expiresAt: 1_200 },
    ]);
  });

  it('never goes back', async () => {
    const one = await acquire('one');
    await one?.save('0005');
    await one?.save('0003');
    expect(await collection.get(['spend@1'])).toMatchObject([{ position: '0005' }]);
  });

  it('is free at once when it was released', async () => {
    await (await acquire('one'))?.release();
    expect(await acquire('two')).toMatchObject({ epoch: 2 });
  });
});
