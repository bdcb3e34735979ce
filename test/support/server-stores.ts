import { EventStoreDbEventStore } from '../../libs/event-sourcing/event-store/eventstoredb/eventstoredb.event-store.js';
import { MongoDbReadStore } from '../../libs/event-sourcing/read-store/mongodb/mongodb.read-store.js';
import { startDouble } from '../servers/eventstoredb/double.fixture.js';
import { dropDatabase, ownDatabase } from './mongodb.js';
import { type Settings } from './service.process.js';
import { StoredState } from './stored-state.js';
import { eventStoreOf } from './stores.js';

/** The stores of processes that share their work: EventStoreDB and MongoDB. */
export interface ServerStores {
  readonly settings: Settings & { readonly DOSSIER_READ_STORE: string };
  readonly documents: MongoDbReadStore;
  /** What stands in them, seen from beside the processes. */
  readonly state: StoredState;
  /** Removes the database. */
  close(): Promise<void>;
}

/**
 * A database of a test's own on the server at `mongo`; streams of its own on the server at `EVENTSTOREDB_URL` under
 * `npm run test:servers`, or else the protocol double's, which this process serves.
 */
export const serverStores = async (folder: string, mongo: string): Promise<ServerStores> => {
  const shared = eventStoreOf(folder);
  const double = shared ? undefined : await startDouble();
  const { location, streamPrefix } = shared ?? {
    location: double?.double.connectionString ?? '',
    streamPrefix: 'dossier.',
  };
  const database = ownDatabase(mongo);
  const documents = await MongoDbReadStore.connect(database);
  const events = await EventStoreDbEventStore.connect(location, { readOnly: true, streamPrefix });
  return {
    settings: {
      DOSSIER_EVENT_STORE: location,
      DOSSIER_STREAM_PREFIX: streamPrefix,
      DOSSIER_READ_STORE: database,
    },
    documents,
    state: new StoredState(events, documents),
    close: async () => {
      await events.close();
      await documents.close();
      await dropDatabase(database);
      await double?.dispose();
    },
  };
};
