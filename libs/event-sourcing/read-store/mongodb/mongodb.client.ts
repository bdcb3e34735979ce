import { MongoClient, type MongoClientOptions } from 'mongodb';
import { ReadStoreError } from '../read-store.port.js';

/** How long a majority may take to confirm a write, in milliseconds. */
const CONFIRMATION = 10_000;

/**
 * How soon the driver sees that a server is lost, and is back, in milliseconds: its monitors ask every two seconds and wait
 * for six, whatever the operations do, so that a lost connection is given up within eight. With less, a server that
 * is merely busy would be taken for lost, and what it works on be cut off. What the URL says goes before.
 */
const PATIENCE = {
  heartbeatFrequencyMS: 2_000,
  connectTimeoutMS: 6_000,
  serverSelectionTimeoutMS: 5_000,
  waitQueueTimeoutMS: 5_000,
} satisfies MongoClientOptions;

/** @throws ReadStoreError, without what the URL says of users and passwords, when it isn't one */
export function clientFor(url: string): MongoClient {
  try {
    return new MongoClient(url, {
      ...unless(saidIn(url), PATIENCE),
      readPreference: 'primary',
      // A primary that has been replaced without knowing it confirms no write by itself, and shows none.
      readConcern: { level: 'majority' },
      writeConcern: { w: 'majority', wtimeoutMS: CONFIRMATION },
      ignoreUndefined: true,
      appName: 'dossier',
    });
  } catch {
    // The driver's message may repeat the URL, and with it a password.
    throw new ReadStoreError(
      "The read store's URL isn't one of MongoDB's: mongodb://[user:password@]host[:port]/database",
    );
  }
}

/** Whether the URL's path names a database. */
export const namesDatabase = (url: string): boolean => /^[^:]+:\/\/[^/]+\/[^?]/.test(url);

/** The options in the URL, in small letters, as the driver compares them. */
const saidIn = (url: string): ReadonlySet<string> => {
  const [, query = ''] = url.split('?');
  return new Set([...new URLSearchParams(query).keys()].map((name) => name.toLowerCase()));
};

const unless = (said: ReadonlySet<string>, options: MongoClientOptions): MongoClientOptions =>
  Object.fromEntries(Object.entries(options).filter(([name]) => !said.has(name.toLowerCase())));
