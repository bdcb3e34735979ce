import { type Db, MongoClient, MongoServerError } from 'mongodb';
import {
  type IndexDeclaration,
  type ReadStore,
  ReadStoreError,
  type StoredDocument,
} from '../read-store.port.js';
import { MongoDbCollection } from './mongodb.collection.js';
import { attempt, hasCode } from './mongodb.errors.js';

const DEFAULT_DATABASE = 'dossier';

const NAMESPACE_NOT_FOUND = 26;
const INDEX_OPTIONS_CONFLICT = 85;
const INDEX_KEY_SPECS_CONFLICT = 86;

/**
 * Read models in a MongoDB server, replica set or sharded cluster, from 4.4 on. Reads go to the primary and writes wait
 * for the majority. Sharded collections have `_id` as their key: every write names it.
 */
export class MongoDbReadStore implements ReadStore {
  private constructor(
    private readonly client: MongoClient,
    private readonly database: Db,
    private readonly server: string,
  ) {}

  /**
   * The URL's path names the database, `dossier` when it has none.
   * @throws ReadStoreError, without what the URL says of users and passwords, when the server can't be used.
   */
  static async connect(url: string): Promise<MongoDbReadStore> {
    const client = clientFor(url);
    const server = client.options.srvHost ?? client.options.hosts.map(String).join(',');
    try {
      await attempt(server, () => client.connect());
    } catch (error) {
      await client.close();
      throw error;
    }
    const hasDatabase = /^[^:]+:\/\/[^/]+\/[^?]/.test(url);
    return new MongoDbReadStore(client, client.db(hasDatabase ? undefined : DEFAULT_DATABASE), server);
  }

  collection<D extends StoredDocument>(name: string): MongoDbCollection<D> {
    return new MongoDbCollection<D>(this.database.collection(name), this.server);
  }

  async ensureIndexes(collection: string, indexes: readonly IndexDeclaration[]): Promise<void> {
    await attempt(this.server, async () => {
      for (const { fields } of indexes) {
        try {
          await this.database.collection(collection).createIndex({ ...fields });
        } catch (error) {
          if (!hasCode(error, INDEX_OPTIONS_CONFLICT, INDEX_KEY_SPECS_CONFLICT)) throw error;
        }
      }
    });
  }

  async dropCollection(name: string): Promise<void> {
    await attempt(this.server, async () => {
      try {
        await this.database.dropCollection(name);
      } catch (error) {
        if (!isUnknownCollection(error)) throw error;
      }
    });
  }

  collectionNames(): Promise<string[]> {
    return attempt(this.server, async () => {
      const collections = await this.database.listCollections({}, { nameOnly: true }).toArray();
      return collections.map(({ name }) => name).filter((name) => !name.startsWith('system.'));
    });
  }

  async close(): Promise<void> {
    await this.client.close();
  }
}

/** The server for tests gives no code with its message, which is MongoDB's. */
function isUnknownCollection(error: unknown): boolean {
  return (
    hasCode(error, NAMESPACE_NOT_FOUND) ||
    (error instanceof MongoServerError && error.errmsg === 'ns not found')
  );
}

function clientFor(url: string): MongoClient {
  try {
    return new MongoClient(url, {
      readPreference: 'primary',
      writeConcern: { w: 'majority' },
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
