import { describe, expect, it } from '@jest/globals';
import { readStoreContract } from '../read-store.contract.js';
import { ReadStoreError } from '../read-store.port.js';
import { MongoDbReadStore } from './mongodb.read-store.js';

const url = process.env.MONGODB_URL;

if (url === undefined || url === '') {
  process.stdout.write('LEFT OUT: MONGODB_URL is not set, so the mongodb read store ran against no server\n');
  it.todo('mongodb keeps the contract of a read store (needs MONGODB_URL)');
} else {
  readStoreContract('mongodb', {
    open: async () => {
      const opened: MongoDbReadStore[] = [];
      const openAnother = async (): Promise<MongoDbReadStore> => {
        const store = await MongoDbReadStore.connect(url);
        opened.push(store);
        return store;
      };
      return {
        store: await openAnother(),
        openAnother,
        dispose: async () => {
          for (const store of opened) await store.close();
        },
      };
    },
  });
}

describe('connecting to MongoDB', () => {
  const failure = async (address: string): Promise<unknown> => {
    try {
      await (await MongoDbReadStore.connect(address)).close();
    } catch (error) {
      return error;
    }
    return undefined;
  };

  it('says what to do when nothing answers, without the password', async () => {
    const error = await failure('mongodb://user:s3cret@127.0.0.1:1/dossier?serverSelectionTimeoutMS=100');
    expect(error).toBeInstanceOf(ReadStoreError);
    expect(String(error)).toContain("127.0.0.1:1 can't be reached: is MongoDB running there");
    expect(String(error)).not.toContain('s3cret');
  });

  it('says what a URL looks like, without repeating one that may hold a password', async () => {
    for (const address of ['mongodb://', 'mongo://user:s3cret@host/db', 'mongodb://user:s3cr@et:ho:st/db']) {
      const error = await failure(address);
      expect(error).toBeInstanceOf(ReadStoreError);
      expect(String(error)).toContain('mongodb://[user:password@]host[:port]/database');
      expect(String(error)).not.toContain('s3cr');
    }
  });
});
