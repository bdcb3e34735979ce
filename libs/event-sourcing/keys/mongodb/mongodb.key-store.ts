import { type Collection } from 'mongodb';
import { MongoDbConnection, type ConnectionOptions } from '../../read-store/mongodb/mongodb.connection.js';
import { DUPLICATE_KEY, hasCode } from '../../read-store/mongodb/mongodb.errors.js';
import { ReadStoreError, ReadStoreUnavailableError } from '../../read-store/read-store.port.js';
import {
  type KeyRecord,
  type KeyStore,
  KeyStoreError,
  KeyStoreUnavailableError,
  type WrappedRoot,
} from '../key-store.port.js';

/** What a subject's document holds; `_id` is the subject. Either `wrapped` or `destroyedAt` is there. */
interface KeyDocument {
  readonly _id: string;
  readonly wrapped?: string;
  readonly destroyedAt?: string;
  readonly under?: string;
}

interface RootDocument {
  readonly _id: 'root';
  readonly wrapped: string;
}

const isLive = { destroyedAt: { $exists: false } };

const recordOf = ({ wrapped = '', destroyedAt }: KeyDocument): KeyRecord =>
  destroyedAt === undefined ? { wrapped } : { destroyedAt };

/** A key store in a MongoDB server, replica set or sharded cluster, from 4.4 on. A majority has what was written. */
export class MongoDbKeyStore implements KeyStore {
  private constructor(private readonly connection: MongoDbConnection) {}

  /**
   * The URL's path names the database.
   * @throws KeyStoreError, without what the URL says of users and passwords, when the server can't be used
   */
  static async connect(
    url: string,
    options: Omit<ConnectionOptions, 'component'> = {},
  ): Promise<MongoDbKeyStore> {
    const connection = await translated(MongoDbConnection.open(url, { ...options, component: 'key store' }));
    const store = new MongoDbKeyStore(connection);
    try {
      await store.run((keys) => keys.createIndex({ under: 1 }));
    } catch (error) {
      await connection.close();
      throw error;
    }
    return store;
  }

  async root(): Promise<WrappedRoot | undefined> {
    const root = await this.onRoot((collection) => collection.findOne({ _id: 'root' }));
    return root ? { wrapped: root.wrapped } : undefined;
  }

  async replaceRoot(before: WrappedRoot | undefined, { wrapped }: WrappedRoot): Promise<boolean> {
    return this.onRoot(async (collection) => {
      if (before === undefined) return inserted(collection.insertOne({ _id: 'root', wrapped }));
      const { matchedCount } = await collection.updateOne(
        { _id: 'root', wrapped: before.wrapped },
        { $set: { wrapped } },
      );
      return matchedCount === 1;
    });
  }

  async find(subjects: readonly string[]): Promise<ReadonlyMap<string, KeyRecord>> {
    if (subjects.length === 0) return new Map();
    const found = await this.run((keys) => keys.find({ _id: { $in: [...subjects] } }).toArray());
    return new Map(found.map((document) => [document._id, recordOf(document)]));
  }

  async add(subject: string, wrapped: string, under?: string): Promise<KeyRecord> {
    const document = { _id: subject, wrapped, ...(under === undefined ? {} : { under }) };
    const isAdded = await this.run((keys) => inserted(keys.insertOne(document)));
    if (!isAdded) {
      const there = await this.documentOf(subject);
      return there ? recordOf(there) : { wrapped };
    }
    // Added first: whoever destroys the other key from now on finds this one.
    const destroyedAt = under === undefined ? undefined : (await this.documentOf(under))?.destroyedAt;
    if (under === undefined || destroyedAt === undefined) return { wrapped };
    await this.destroyFiled(under, destroyedAt);
    return { destroyedAt };
  }

  async file(subject: string, under: string, at: string): Promise<void> {
    await this.run((keys) => keys.updateOne({ _id: subject, ...isLive }, { $set: { under } }));
    // Filed first: whoever destroys the other key from now on finds this one.
    const other = await this.documentOf(under);
    if (other?.destroyedAt !== undefined) await this.destroyFiled(under, at);
  }

  async destroy(subject: string, at: string): Promise<number> {
    const before = await this.documentOf(subject);
    await this.run((keys) =>
      inserted(
        keys.updateOne(
          { _id: subject, ...isLive },
          { $set: { destroyedAt: at }, $unset: { wrapped: '', under: '' } },
          { upsert: true },
        ),
      ),
    );
    const own = before && before.destroyedAt === undefined ? 1 : 0;
    return own + (await this.destroyFiled(subject, at));
  }

  close(): Promise<void> {
    return this.connection.close();
  }

  private async destroyFiled(under: string, at: string): Promise<number> {
    const { modifiedCount } = await this.run((keys) =>
      keys.updateMany(
        { under, ...isLive },
        { $set: { destroyedAt: at }, $unset: { wrapped: '', under: '' } },
      ),
    );
    return modifiedCount;
  }

  private documentOf(subject: string): Promise<KeyDocument | null> {
    return this.run((keys) => keys.findOne({ _id: subject }));
  }

  private run<R>(action: (keys: Collection<KeyDocument>) => Promise<R>): Promise<R> {
    return translated(this.connection.run((database) => action(database.collection<KeyDocument>('keys'))));
  }

  private onRoot<R>(action: (root: Collection<RootDocument>) => Promise<R>): Promise<R> {
    return translated(this.connection.run((database) => action(database.collection<RootDocument>('root'))));
  }
}

/** False: something stands under that id already. */
async function inserted(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (hasCode(error, DUPLICATE_KEY)) return false;
    throw error;
  }
}

/** What the connection says of a store, as a key store says it. */
async function translated<R>(work: Promise<R>): Promise<R> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ReadStoreUnavailableError)
      throw new KeyStoreUnavailableError(error.message, { cause: error });
    if (error instanceof ReadStoreError) throw new KeyStoreError(error.message, { cause: error });
    throw error;
  }
}
