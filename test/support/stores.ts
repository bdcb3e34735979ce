import { basename } from 'node:path';
import { dropDatabase, mongoUrl } from './mongodb.js';

/** Under `npm run test:servers`. */
export const onServers = process.env.TEST_ON_SERVERS === '1';
const eventStoreDbUrl = process.env.EVENTSTOREDB_URL;
const used = new Set<string>();

/** Where a test's events are, on a server that other tests use too. */
export interface SharedEventStore {
  readonly location: string;
  /** The test's own. */
  readonly streamPrefix: string;
}

/**
 * Settings of a service on a data folder: none, so that its stores are in the folder; but under `npm run test:servers`
 * its read models are in a database of its own, named after the folder, on the server at `MONGODB_URL`, and its events in
 * streams of its own, whose prefix is named likewise, on the server at `EVENTSTOREDB_URL`.
 */
export const storesOf = (folder: string): Readonly<Record<string, string>> => {
  const readStore = readStoreOf(folder);
  const eventStore = eventStoreOf(folder);
  return {
    ...(readStore === undefined ? {} : { DOSSIER_READ_STORE: readStore }),
    ...(eventStore && {
      DOSSIER_EVENT_STORE: eventStore.location,
      DOSSIER_STREAM_PREFIX: eventStore.streamPrefix,
    }),
  };
};

/** Undefined: in the folder. */
export const eventStoreOf = (folder: string): SharedEventStore | undefined =>
  onServers && eventStoreDbUrl
    ? { location: eventStoreDbUrl, streamPrefix: `test.${basename(folder)}.` }
    : undefined;

/** Undefined: in the folder. */
export const readStoreOf = (folder: string): string | undefined => {
  if (!onServers || mongoUrl === undefined) return undefined;
  const own = new URL(mongoUrl);
  own.pathname = `/${basename(folder).replaceAll(/\W/g, '_')}`;
  used.add(own.toString());
  return own.toString();
};

/** The stores of a service that are in its folder, as its figures name them. */
export const storesInFolder = (folder: string): readonly string[] => [
  ...(eventStoreOf(folder) === undefined ? ['events'] : []),
  ...(readStoreOf(folder) === undefined ? ['read-models'] : []),
];

// Programs beside the tests use this file, too; they have no test runner.
const { afterAll } = globalThis as { readonly afterAll?: (work: () => Promise<void>) => void };

afterAll?.(async () => {
  for (const url of used) await dropDatabase(url);
  used.clear();
});
