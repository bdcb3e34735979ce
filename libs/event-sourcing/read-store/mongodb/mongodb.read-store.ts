import { type Db, MongoServerError } from 'mongodb';
import { type IndexDeclaration, type ReadStore, type StoredDocument } from '../read-store.port.js';
import { MongoDbCollection } from './mongodb.collection.js';
import { type ConnectionOptions, MongoDbConnection } from './mongodb.connection.js';
import { hasCode } from './mongodb.errors.js';
import { type AdminCommand, isRouter, shard } from './sharding.js';

const NAMESPACE_NOT_FOUND = 26;
const INDEX_OPTIONS_CONFLICT = 85;
const INDEX_KEY_SPECS_CONFLICT = 86;

/**
 * How long an index may take to be made, in milliseconds. The server goes on after that, and whoever asks again waits for the
 * same.
 */
const INDEXING = 600_000;

/**
 * Read models in a MongoDB server, replica set or sharded cluster, from 4.4 on. Reads go to the primary and writes wait
 * for the majority. Every write names `_id`, whose hash is the key by which collections are sharded on a cluster.
 */
export class MongoDbReadStore implements ReadStore {
  readonly indexesLate = true;

  private constructor(
    private readonly connection: MongoDbConnection,
    private readonly sharded: boolean,
  ) {}

  /**
   * The URL's path names the database, `dossier` when it has none.
   * @throws ReadStoreError, without what the URL says of users and passwords, when the server can't be used.
   */
  static async connect(url: string, options: ConnectionOptions = {}): Promise<MongoDbReadStore> {
    const connection = await MongoDbConnection.open(url, options);
    const sharded = await connection.run((database) => isRouter(adminOf(database)));
    return new MongoDbReadStore(connection, sharded);
  }

  collection<D extends StoredDocument>(name: string): MongoDbCollection<D> {
    return new MongoDbCollection<D>(name, this.connection);
  }

  async ensureIndexes(collection: string, indexes: readonly IndexDeclaration[]): Promise<string | undefined> {
    const remark = this.sharded
      ? await this.connection.run((database) => shard(adminOf(database), database.databaseName, collection))
      : undefined;
    for (const { fields } of indexes) {
      await this.connection.run((database) => ensureIndex(database, collection, fields), INDEXING);
    }
    return remark;
  }

  async dropCollection(name: string): Promise<void> {
    await this.connection.run(async (database) => {
      try {
        await database.dropCollection(name);
      } catch (error) {
        if (!isUnknownCollection(error)) throw error;
      }
    });
  }

  collectionNames(): Promise<string[]> {
    return this.connection.run(async (database) => {
      const collections = await database.listCollections({}, { nameOnly: true }).toArray();
      return collections.map(({ name }) => name).filter((name) => !name.startsWith('system.'));
    });
  }

  close(): Promise<void> {
    return this.connection.close();
  }
}

const adminOf =
  (database: Db): AdminCommand =>
  (command) =>
    database.admin().command(command);

async function ensureIndex(
  database: Db,
  collection: string,
  fields: IndexDeclaration['fields'],
): Promise<void> {
  try {
    await database.collection(collection).createIndex({ ...fields });
  } catch (error) {
    if (!hasCode(error, INDEX_OPTIONS_CONFLICT, INDEX_KEY_SPECS_CONFLICT)) throw error;
  }
}

/** The server for tests gives no code with its message, which is MongoDB's. */
function isUnknownCollection(error: unknown): boolean {
  return (
    hasCode(error, NAMESPACE_NOT_FOUND) ||
    (error instanceof MongoServerError && error.errmsg === 'ns not found')
  );
}
