import { type ReadStore } from '../../libs/event-sourcing/core.js';
import { EmbeddedReadStore } from '../../libs/event-sourcing/read-store/embedded/embedded.read-store.js';
import { MongoDbReadStore } from '../../libs/event-sourcing/read-store/mongodb/mongodb.read-store.js';
import { dropDatabase, mongoUrl, ownDatabase } from '../support/mongodb.js';

export interface EmptyReadStores {
  /** What was measured on, in words. */
  readonly note: string;
  /** Does the work on an empty read store of its own, which an embedded one has in `folder`. */
  use<Result>(folder: string, work: (store: ReadStore) => Promise<Result>): Promise<Result>;
}

const inFolders: EmptyReadStores = {
  note: 'into the embedded read store: MONGODB_URL is not set',
  use: async (folder, work) => {
    const store = await EmbeddedReadStore.open(folder);
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  },
};

const onServer = (server: string): EmptyReadStores => ({
  note: `into the MongoDB server at ${new URL(server).host}`,
  use: async (_, work) => {
    const database = ownDatabase(server);
    const store = await MongoDbReadStore.connect(database);
    try {
      return await work(store);
    } finally {
      await store.close();
      await dropDatabase(database);
    }
  },
});

/** Databases on the MongoDB server at MONGODB_URL; embedded ones where none is named. */
export const emptyReadStores = (): EmptyReadStores =>
  mongoUrl === undefined ? inFolders : onServer(mongoUrl);
