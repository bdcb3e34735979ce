import { MongoClient } from 'mongodb';
import { basename } from 'node:path';
import { mongoUrl } from './mongodb.js';

const onServers = process.env.DOSSIER_TEST_ON_SERVERS === '1' && mongoUrl !== undefined;
const used = new Set<string>();

/**
 * Settings of a service on a data folder: none, so that its stores are in the folder; but under `npm run test:servers`
 * its read models are in a database of its own, named after the folder, on the server at `MONGODB_URL`.
 */
export const storesOf = (folder: string): Readonly<Record<string, string>> => {
  const readStore = readStoreOf(folder);
  return readStore === undefined ? {} : { DOSSIER_READ_STORE: readStore };
};

/** Undefined: in the folder. */
export const readStoreOf = (folder: string): string | undefined => {
  if (!onServers || mongoUrl === undefined) return undefined;
  const own = new URL(mongoUrl);
  own.pathname = `/${basename(folder).replaceAll(/\W/g, '_')}`;
  used.add(own.toString());
  return own.toString();
};

// Programs beside the tests use this file, too; they have no test runner.
const { afterAll } = globalThis as { readonly afterAll?: (work: () => Promise<void>) => void };

afterAll?.(async () => {
  for (const url of used) {
    const client = new MongoClient(url);
    await client.db().dropDatabase();
    await client.close();
  }
  used.clear();
});
