import { type Collection, type Db, type FindCursor } from 'mongodb';
import {
  type Filter,
  type FindOptions,
  type PositionedDocument,
  type ReadCollection,
  ReadStoreError,
  type StoredDocument,
  type Update,
  type WriteOptions,
} from '../read-store.port.js';
import { chunksOf, inParallel } from './chunks.js';
import { type MongoDbConnection } from './mongodb.connection.js';
import { DUPLICATE_KEY, hasCode } from './mongodb.errors.js';
import { writeUnlessAsNew } from './mongodb.writes.js';

/** How many documents one command writes or asks for, and how many such commands are under way. */
const CHUNK = 1_000;
const UNDER_WAY = 4;

const ATTEMPTS = 5;

export class MongoDbCollection<D extends StoredDocument> implements ReadCollection<D> {
  constructor(
    private readonly name: string,
    private readonly connection: MongoDbConnection,
  ) {}

  async get(ids: readonly string[]): Promise<D[]> {
    const found: D[] = [];
    await inParallel(chunksOf(ids, CHUNK), UNDER_WAY, async (chunk) => {
      found.push(...(await this.all({ _id: { $in: chunk } }, {}, chunk.length)));
    });
    return found;
  }

  find(filter: Filter, options: FindOptions = {}): Promise<D[]> {
    const { limit = 0 } = options;
    return this.all(filter, options, limit > 0 ? limit : CHUNK);
  }

  count(filter: Filter): Promise<number> {
    return this.connection.run((database) => this.in(database).countDocuments(filter));
  }

  async writeIfNewer(
    documents: Iterable<D & PositionedDocument>,
    { likelyNew = () => false }: WriteOptions = {},
  ): Promise<void> {
    await inParallel(chunksOf(documents, CHUNK), UNDER_WAY, async (chunk) => {
      await this.write(
        chunk.filter(({ _id }) => likelyNew(_id)),
        true,
      );
      await this.write(
        chunk.filter(({ _id }) => !likelyNew(_id)),
        false,
      );
    });
  }

  /** Where an upsert is a duplicate, another made the document, which the filter doesn't find: the text isn't read. */
  async updateOne(
    filter: Filter & { _id: string },
    update: Update,
    { upsert = false }: { upsert?: boolean } = {},
  ): Promise<D | undefined> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      try {
        return await this.connection.run((database) => this.updated(database, filter, update, upsert));
      } catch (error) {
        if (!upsert || !(error instanceof ReadStoreError) || !hasCode(error.cause, DUPLICATE_KEY))
          throw error;
        const [made] = await this.get([filter._id]);
        if (made) return undefined;
      }
    }
    throw new ReadStoreError(`${filter._id} of ${this.name} is refused as a duplicate, and not there`);
  }

  async deleteOne(id: string): Promise<void> {
    await this.connection.run((database) => this.in(database).deleteOne({ _id: id }));
  }

  private async write(documents: readonly PositionedDocument[], areNew: boolean): Promise<void> {
    if (documents.length === 0) return;
    await this.connection.run((database) => writeUnlessAsNew(this.in(database), documents, areNew));
  }

  private async updated(
    database: Db,
    filter: Filter & { _id: string },
    update: Update,
    upsert: boolean,
  ): Promise<D | undefined> {
    const options = { upsert, returnDocument: 'after' } as const;
    const after: StoredDocument | null = await this.in(database).findOneAndUpdate(filter, update, options);
    return (after ?? undefined) as D | undefined;
  }

  /** Everything in one round trip when there are no more than `expected`; the deadline is for each round trip. */
  private async all(filter: Filter, options: FindOptions, expected: number): Promise<D[]> {
    let cursor: FindCursor<PositionedDocument> | undefined;
    const found: StoredDocument[] = [];
    const more = () =>
      this.connection.run((database) => {
        // One more than are expected, or the server leaves the cursor open to see whether there are.
        cursor ??= this.in(database).find(filter, { ...options, batchSize: expected + 1 });
        return cursor.hasNext();
      });
    while (await more()) found.push(...(cursor?.readBufferedDocuments() ?? []));
    return found as D[];
  }

  private in(database: Db): Collection<PositionedDocument> {
    return database.collection(this.name);
  }
}
