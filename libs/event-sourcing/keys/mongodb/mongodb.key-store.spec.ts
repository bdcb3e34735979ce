import { describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { keyStoreContract } from '../key-store.contract.js';
import { KeyStoreUnavailableError } from '../key-store.port.js';
import { MongoDbKeyStore } from './mongodb.key-store.js';

const url = process.env.MONGODB_URL;

if (url === undefined || url === '') {
  process.stdout.write('LEFT OUT: MONGODB_URL is not set, so the mongodb key store ran against no server\n');
  it.todo('mongodb keeps the contract of a key store (needs MONGODB_URL)');
} else {
  keyStoreContract('mongodb', async () => {
    const own = new URL(url);
    own.pathname = `/keys-${randomUUID()}`;
    const opened: MongoDbKeyStore[] = [];
    const openAnother = async () => {
      const store = await MongoDbKeyStore.connect(own.toString());
      opened.push(store);
      return store;
    };
    return {
      store: await openAnother(),
      openAnother,
      dispose: async () => {
        for (const store of opened) await store.close();
        const client = new MongoClient(own.toString());
        await client.db().dropDatabase();
        await client.close();
      },
    };
  });
}

describe('connecting a key store to MongoDB', () => {
  it('says what is out of reach, without the password', async () => {
    const connecting = MongoDbKeyStore.connect(
      'mongodb://user:s3cret@127.0.0.1:1/keys?serverSelectionTimeoutMS=100',
    );
    await expect(connecting).rejects.toThrow(KeyStoreUnavailableError);
    await expect(connecting).rejects.toThrow(/^The key store at 127\.0\.0\.1:1 can't be reached/);
  });
});
