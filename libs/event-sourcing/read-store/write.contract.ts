import { describe, expect, it } from '@jest/globals';
import { at, type ContractDocument, type ContractStore, idsOf } from './contract.fixture.js';

export function writeContract(contract: ContractStore): void {
  describe('writes by position', () => {
    it('what is new and what is newer, and nothing else', async () => {
      const collection = await contract.collection([at('5', 'old', { v: 1 }), at('5', 'same', { v: 1 })]);
      await collection.writeIfNewer([
        at('4', 'old', { v: 2 }),
        at('5', 'same', { v: 2 }),
        at('6', 'new', { v: 2 }),
      ]);
      await collection.writeIfNewer([at('7', 'new', { w: 3 })]);
      expect(await collection.find({}, { sort: { _id: 1 } })).toEqual([
        at('7', 'new', { w: 3 }),
        at('5', 'old', { v: 1 }),
        at('5', 'same', { v: 1 }),
      ]);
    });

    it('the same when told that documents are likely new, some of which are not', async () => {
      const collection = await contract.collection([
        at('5', 'older', { v: 1 }),
        at('5', 'same', { v: 1 }),
        at('5', 'newer', { v: 1 }),
      ]);
      const documents = [
        at('6', 'older', { v: 2 }),
        at('5', 'same', { v: 2 }),
        at('4', 'newer', { v: 2 }),
        at('6', 'absent', { v: 2 }),
      ];
      await collection.writeIfNewer(documents, { likelyNew: () => true });
      expect(await collection.find({}, { sort: { _id: 1 } })).toEqual([
        at('6', 'absent', { v: 2 }),
        at('5', 'newer', { v: 1 }),
        at('6', 'older', { v: 2 }),
        at('5', 'same', { v: 1 }),
      ]);
    });

    it('the latest of racing writers, through stores of their own', async () => {
      const name = contract.name();
      const other = await contract.openAnother();
      const own = contract.store.collection<ContractDocument>(name);
      const others = other.collection<ContractDocument>(name);
      const ids = ['a', 'b', 'c', 'd'];
      const rounds = Array.from({ length: 24 }, (_, round) => String((round * 7) % 24).padStart(2, '0'));
      await Promise.all(
        rounds.map((position, round) =>
          (round % 2 ? own : others).writeIfNewer(
            ids.map((id) => at(position, id, { from: position })),
            { likelyNew: () => round % 3 === 0 },
          ),
        ),
      );
      for (const collection of [own, others]) {
        expect(await collection.find({}, { sort: { _id: 1 } })).toEqual(
          ids.map((id) => at('23', id, { from: '23' })),
        );
      }
    });

    it('a tombstone, which nothing older revives', async () => {
      const collection = await contract.collection([at('1', 'a', { n: 1 })], [{ fields: { n: 1 } }]);
      const tombstone = { ...at('5', 'a'), _deleted: true } as const;
      await collection.writeIfNewer([tombstone]);
      await collection.writeIfNewer([at('4', 'a', { n: 2 })]);
      expect(await collection.get(['a'])).toEqual([tombstone]);
      expect(await collection.count({ n: { $gte: 0 } })).toBe(0);
      await collection.writeIfNewer([at('6', 'a', { n: 3 })]);
      expect(await collection.find({ n: 3 })).toEqual([at('6', 'a', { n: 3 })]);
    });

    it('thousands at once', async () => {
      const many = Array.from({ length: 1500 }, (_, n) => at('1', `id-${n}`, { n, even: n % 2 === 0 }));
      const collection = await contract.collection(many, [{ fields: { even: 1, n: 1 } }]);
      await collection.writeIfNewer([]);
      expect(await collection.count({})).toBe(1500);
      expect(await collection.count({ even: true, n: { $lt: 100 } })).toBe(50);
      expect(await collection.get(idsOf(many))).toHaveLength(1500);
    });

    it('entries of an index as the documents change', async () => {
      const collection = await contract.collection(
        [at('1', 'a', { tags: ['x', 'y'], n: 1 })],
        [{ fields: { tags: 1 } }],
      );
      await collection.writeIfNewer([at('2', 'a', { tags: ['y', 'z'], n: 1 })]);
      expect(idsOf(await collection.find({ tags: 'x' }))).toEqual([]);
      expect(idsOf(await collection.find({ tags: { $in: ['y', 'z'] } }))).toEqual(['a']);
      await collection.deleteOne('a');
      await collection.deleteOne('unknown');
      expect(await collection.find({ tags: 'y' })).toEqual([]);
      await collection.writeIfNewer([at('1', 'a', { tags: 'again' })]);
      expect(idsOf(await collection.find({ tags: 'again' }))).toEqual(['a']);
    });
  });

  describe('updates one document', () => {
    it('by $set, $unset, $inc, $min, $max and $push, and returns it as it is after', async () => {
      const collection = await contract.collection([
        at('1', 'a', { gone: 1, n: 1, low: 5, high: 5, list: [1], deep: { kept: true } }),
      ]);
      const update = {
        $set: { 'deep.name': 'x', s: null },
        $unset: { gone: '' },
        $inc: { n: 2, fresh: 1 },
        $min: { low: 3 },
        $max: { high: 3 },
        $push: { list: 2 },
      };
      const after = {
        ...at('1', 'a', { n: 3, low: 3, high: 5, list: [1, 2], fresh: 1, s: null }),
        deep: { kept: true, name: 'x' },
      };
      expect(await collection.updateOne({ _id: 'a' }, update)).toEqual(after);
      expect(await collection.get(['a'])).toEqual([after]);
    });

    it('only if the filter finds it', async () => {
      const collection = await contract.collection([at('1', 'a', { n: 1 })]);
      expect(await collection.updateOne({ _id: 'a', n: 2 }, { $set: { n: 3 } })).toBeUndefined();
      expect(await collection.updateOne({ _id: 'b' }, { $set: { n: 3 } })).toBeUndefined();
      const lapsed = { _id: 'a', $or: [{ n: { $lt: 1 } }, { n: 1 }] };
      expect(await collection.updateOne(lapsed, { $set: { n: 3 } })).toEqual(at('1', 'a', { n: 3 }));
      expect(await collection.count({})).toBe(1);
    });

    it('and makes it, when told to, of the filter and the update', async () => {
      const collection = await contract.collection();
      const update = { $inc: { epoch: 1 }, $set: { holder: 'me' }, $setOnInsert: { since: '2024-01-01' } };
      const filter = { _id: 'lease', kind: 'lease', until: { $lt: 5 } };
      const made = { _id: 'lease', kind: 'lease', epoch: 1, holder: 'me', since: '2024-01-01' };
      expect(await collection.updateOne(filter, update, { upsert: true })).toEqual(made);
      const again = { $inc: { epoch: 1 }, $setOnInsert: { since: '2025-01-01' } };
      expect(await collection.updateOne({ _id: 'lease' }, again, { upsert: true })).toEqual({
        ...made,
        epoch: 2,
      });
    });

    it('but not a second one where the filter does not find the first', async () => {
      const collection = await contract.collection([at('1', 'a', { epoch: 4 })]);
      const older = { _id: 'a', epoch: { $lt: 4 } };
      expect(await collection.updateOne(older, { $set: { epoch: 4 } }, { upsert: true })).toBeUndefined();
      expect(await collection.get(['a'])).toEqual([at('1', 'a', { epoch: 4 })]);
    });

    it('once, of 64 that compare and set the same checkpoint', async () => {
      const name = contract.name();
      const other = await contract.openAnother();
      const own = contract.store.collection<ContractDocument>(name);
      const others = other.collection<ContractDocument>(name);
      await own.updateOne({ _id: 'checkpoint' }, { $set: { position: '0', epoch: 1 } }, { upsert: true });
      const results = await Promise.all(
        Array.from({ length: 64 }, (_, racer) =>
          (racer % 2 ? own : others).updateOne(
            { _id: 'checkpoint', position: '0' },
            { $set: { position: '1', racer } },
          ),
        ),
      );
      const won = results.filter((result) => result !== undefined);
      expect(won).toHaveLength(1);
      expect(await others.get(['checkpoint'])).toEqual(won);
    });

    it('once, of 64 that make it, and counts each of 64 that increment it', async () => {
      const collection = await contract.collection();
      const race = (update: { $inc: { n: number } }, filter = {}): Promise<unknown[]> =>
        Promise.all(
          Array.from({ length: 64 }, () =>
            collection.updateOne({ _id: 'a', ...filter }, update, { upsert: true }),
          ),
        );
      const made = await race({ $inc: { n: 1 } }, { n: { $exists: false } });
      expect(made.filter((result) => result !== undefined)).toEqual([{ _id: 'a', n: 1 }]);
      const numbers = (await race({ $inc: { n: 1 } })).filter((result) => result !== undefined);
      expect(await collection.get(['a'])).toEqual([{ _id: 'a', n: 1 + numbers.length }]);
      expect(numbers).toHaveLength(64);
    });
  });

  describe('keeps', () => {
    it('what was written, for every store that is opened later', async () => {
      const name = contract.name();
      await contract.store.ensureIndexes(name, [{ fields: { n: 1 } }]);
      await contract.store.collection<ContractDocument>(name).writeIfNewer([at('1', 'a', { n: 1 })]);
      await contract.store.collection(name).updateOne({ _id: 'a' }, { $set: { n: 2 } });
      const reopened = await contract.openAnother();
      expect(await reopened.collection(name).find({ n: 2 })).toEqual([at('1', 'a', { n: 2 })]);
      await reopened.collection<ContractDocument>(name).writeIfNewer([at('2', 'a', { n: 3 })]);
      expect(await contract.store.collection(name).find({ n: { $gte: 2 } })).toEqual([
        at('2', 'a', { n: 3 }),
      ]);
    });

    it('collections apart, by name', async () => {
      const [first, second] = [contract.name(), contract.name()];
      await contract.store.collection<ContractDocument>(first).writeIfNewer([at('1', 'a', { of: 1 })]);
      await contract.store.collection<ContractDocument>(second).writeIfNewer([at('1', 'a', { of: 2 })]);
      expect(await contract.store.collectionNames()).toEqual(expect.arrayContaining([first, second]));
      await contract.store.dropCollection(first);
      await contract.store.dropCollection('a collection that never was');
      expect(await contract.store.collectionNames()).not.toContain(first);
      expect(await contract.store.collection(first).find({})).toEqual([]);
      expect(await contract.store.collection(second).find({})).toEqual([at('1', 'a', { of: 2 })]);
      await contract.store.collection<ContractDocument>(first).writeIfNewer([at('0', 'a', { of: 3 })]);
      expect(await contract.store.collection(first).find({})).toEqual([at('0', 'a', { of: 3 })]);
    });

    it('indexes declared over documents that exist, and declared again', async () => {
      const collection = contract.name();
      const documents = Array.from({ length: 1200 }, (_, n) =>
        at('1', `id-${n}`, { n, tags: [n % 3, 'all'] }),
      );
      await contract.store.collection<ContractDocument>(collection).writeIfNewer(documents);
      const declared = [{ fields: { tags: 1, n: -1 } }, { fields: { n: 1 } }] as const;
      await contract.store.ensureIndexes(collection, declared);
      await contract.store.ensureIndexes(collection, declared);
      const found = await contract.store
        .collection(collection)
        .find({ tags: 2 }, { sort: { n: -1 }, limit: 2 });
      expect(idsOf(found)).toEqual(['id-1199', 'id-1196']);
      expect(await contract.store.collection(collection).count({ n: { $lt: 10 } })).toBe(10);
    });
  });
}
