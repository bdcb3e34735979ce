import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  Collection,
  type CommandStartedEvent,
  MongoBulkWriteError,
  MongoClient,
  type WriteError,
} from 'mongodb';
import { mongoUrl, ownDatabase } from '../../../../test/support/mongodb.js';
import { at, idsOf } from '../contract.fixture.js';
import { ReadStoreError } from '../read-store.port.js';
import { MongoDbReadStore } from './mongodb.read-store.js';

if (mongoUrl === undefined) {
  it.todo('the commands that MongoDB is sent (needs MONGODB_URL)');
} else {
  const url = new URL(ownDatabase(mongoUrl));
  url.searchParams.set('monitorCommands', 'true');

  describe('MongoDB', () => {
    let store: MongoDbReadStore;
    let commands: CommandStartedEvent[];
    let client: MongoClient;

    const sent = (): string[] => commands.map(({ commandName }) => commandName);

    beforeEach(async () => {
      commands = [];
      const connecting = jest.spyOn(MongoClient.prototype, 'connect');
      store = await MongoDbReadStore.connect(url.toString());
      const made = connecting.mock.contexts[0];
      connecting.mockRestore();
      if (!(made instanceof MongoClient)) throw new Error('the store made no client');
      client = made;
      client.on('commandStarted', (event) => commands.push(event));
    });

    afterEach(async () => {
      jest.restoreAllMocks();
      await client.db().dropDatabase();
      await store.close();
    });

    const many = Array.from({ length: 2_500 }, (_, n) => at('1', `id-${n}`, { n }));

    it('is sent at most a thousand documents, or ids to look for, a command, and nothing is asked for twice', async () => {
      const collection = store.collection('things');
      await collection.writeIfNewer(many, { likelyNew: () => true });
      const inserted = commands.map(({ commandName, command }) => {
        const documents: unknown = command.documents;
        return [commandName, Array.isArray(documents) && documents.length <= 1_000];
      });
      expect(new Set(inserted.map(String))).toEqual(new Set(['insert,true']));
      expect(await collection.count({})).toBe(2_500);
      commands.length = 0;
      expect(await collection.get(idsOf(many))).toHaveLength(2_500);
      expect(sent()).toEqual(['find', 'find', 'find']);
      commands.length = 0;
      await collection.find({ n: { $lt: 900 } });
      await collection.find({}, { limit: 1_500 });
      await collection.get(['id-7']);
      expect(sent()).toEqual(['find', 'find', 'find']);
    });

    it('answers what a majority has, and has writes confirmed by one within a time', async () => {
      const collection = store.collection('things');
      await collection.writeIfNewer([at('1', 'a')]);
      await collection.get(['a']);
      await collection.updateOne({ _id: 'a' }, { $set: { n: 1 } });
      await collection.deleteOne('a');
      for (const { commandName, command } of commands)
        expect([commandName, commandName === 'find' ? command.readConcern : command.writeConcern]).toEqual([
          commandName,
          commandName === 'find' ? { level: 'majority' } : { w: 'majority', wtimeout: 10_000 },
        ]);
    });

    /** Has the driver's method fail without the words of the server. */
    const wordless = (method: 'bulkWrite' | 'insertMany'): void => {
      const write = Reflect.get(Collection.prototype, method) as (...asked: unknown[]) => Promise<never>;
      jest.spyOn(Collection.prototype, method).mockImplementation(async function (
        this: Collection,
        ...asked: unknown[]
      ) {
        try {
          return await write.apply(this, asked);
        } catch (error) {
          if (!(error instanceof MongoBulkWriteError)) throw error;
          const errors: readonly WriteError[] = [error.writeErrors].flat();
          for (const { err } of errors) err.errmsg = '';
          throw error;
        }
      });
    };

    it('is not asked for the words of a refusal: a write that comes again is known by the position that stands', async () => {
      wordless('bulkWrite');
      wordless('insertMany');
      const collection = store.collection('things');
      await collection.writeIfNewer([at('3', 'a'), at('1', 'b')]);
      for (const likelyNew of [false, true])
        await collection.writeIfNewer([at('2', 'a'), at('2', 'b'), at('2', 'c')], {
          likelyNew: () => likelyNew,
        });
      const found = await collection.find({}, { sort: { _id: 1 } });
      expect(found).toEqual([at('3', 'a'), at('2', 'b'), at('2', 'c')]);
    });

    it('has documents refused that clash with others in a unique index of somebody else', async () => {
      const collection = store.collection('things');
      await collection.writeIfNewer([at('1', 'a', { n: 1 }), at('1', 'b', { n: 2 })]);
      await client
        .db()
        .collection('things')
        .createIndexes([{ key: { n: 1 }, unique: true }]);
      const clash = [at('2', 'a', { n: 3 }), at('2', 'c', { n: 2 })];
      for (const likelyNew of [false, true]) {
        const writing = collection.writeIfNewer(clash, { likelyNew: () => likelyNew });
        await expect(writing).rejects.toThrow(ReadStoreError);
        await expect(writing).rejects.toThrow('the first being c');
      }
      const making = collection.updateOne({ _id: 'c' }, { $set: { n: 2 } }, { upsert: true });
      await expect(making).rejects.toThrow('c of things is refused as a duplicate');
      expect(await collection.get(['a'])).toEqual([at('2', 'a', { n: 3 })]);
    });
  });
}
