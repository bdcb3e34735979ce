import { beforeEach, describe, expect, it } from '@jest/globals';
import { InMemoryReadStore } from '../testing/in-memory.read-store.js';
import { AbandonedGroups } from './abandoned-groups.js';
import { collections, groupCheckpoints, type LeasedCheckpointDocument } from './checkpoint.documents.js';

describe('AbandonedGroups', () => {
  let store: InMemoryReadStore;
  let abandoned: AbandonedGroups;

  beforeEach(() => {
    store = new InMemoryReadStore();
    abandoned = new AbandonedGroups(store);
  });

  const write = (_id: string) =>
    groupCheckpoints(store).updateOne({ _id }, { $inc: { revision: 1 } }, { upsert: true });
  const name = (consumer: string, group: string | null, collection: string = collections.builds) =>
    store
      .collection<LeasedCheckpointDocument>(collection)
      .updateOne({ _id: consumer }, { $set: { group } }, { upsert: true });
  const left = async () => (await groupCheckpoints(store).find({})).map(({ _id }) => _id).sort();

  it('are removed once no consumer names them, at the second look', async () => {
    await write('killed/0');
    await write('alive/0');
    await write('reacting/0');
    await name('spend@1', 'alive/0');
    await name('thanks', 'reacting/0', collections.reactions);
    await name('orders@1', null);
    await abandoned.look();
    expect(await left()).toEqual(['alive/0', 'killed/0', 'reacting/0']);
    await abandoned.look();
    expect(await left()).toEqual(['alive/0', 'reacting/0']);
  });

  it('are not those that are written, or named, between two looks', async () => {
    await write('written/0');
    await write('named/0');
    await abandoned.look();
    await write('written/0');
    await name('spend@1', 'named/0');
    await abandoned.look();
    expect(await left()).toEqual(['named/0', 'written/0']);
  });
});
