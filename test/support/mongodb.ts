import { randomUUID } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { FaultyProxy } from './faulty.proxy.js';

const given = process.env.MONGODB_URL;

/** The MongoDB server that tests may use; undefined: none is named. */
export const mongoUrl: string | undefined = given === '' ? undefined : given;

/** A database of a test's own on the server. */
export const ownDatabase = (url: string): string => {
  const own = new URL(url);
  own.pathname = `/dossier_${randomUUID().slice(0, 8)}`;
  return own.toString();
};

/** With the database of keys beside it. */
export const dropDatabase = async (url: string): Promise<void> => {
  const client = new MongoClient(url);
  const { databaseName } = client.db();
  for (const name of [databaseName, `${databaseName}-keys`]) await client.db(name).dropDatabase();
  await client.close();
};

/** A proxy before the server, and the URL of the same database through it. */
export const proxied = async (url: string): Promise<{ proxy: FaultyProxy; url: string }> => {
  const through = new URL(url);
  const proxy = await FaultyProxy.start(Number(through.port || '27017'), through.hostname);
  through.host = `127.0.0.1:${proxy.port}`;
  // The members of a replica set would name addresses that lead past the proxy.
  through.searchParams.set('directConnection', 'true');
  through.searchParams.delete('replicaSet');
  return { proxy, url: through.toString() };
};
