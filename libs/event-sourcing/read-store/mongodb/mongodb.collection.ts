import { type Collection, MongoBulkWriteError, type WriteError } from 'mongodb';
import {
  type Filter,
  type FindOptions,
  type PositionedDocument,
  type ReadCollection,
  type StoredDocument,
  type Update,
} from '../read-store.port.js';
import { attempt, DUPLICATE_KEY, hasCode } from './mongodb.errors.js';

export class MongoDbCollection<D extends StoredDocument> implements ReadCollection<D> {
  constructor(
    private readonly collection: Collection<PositionedDocument>,
    private readonly server: string,
  ) {}

  get(ids: readonly string[]): Promise<D[]> {
    return this.find({ _id: { $in: ids } });
  }

  find(filter: Filter, options: FindOptions = {}): Promise<D[]> {
    return attempt(this.server, async () => {
      const found: StoredDocument[] = await this.collection.find(filter, { ...options }).toArray();
      return found as D[];
    });
  }

  count(filter: Filter): Promise<number> {
    return attempt(this.server, () => this.collection.countDocuments(filter));
  }

  /** An upsert that finds the id taken found the same or a later position there: applied already. */
  async writeIfNewer(documents: Iterable<D & PositionedDocument>): Promise<void> {
    const replacements = Array.from(documents, (replacement) => ({
      replaceOne: {
        filter: { _id: replacement._id, _position: { $lt: replacement._position } },
        replacement,
        upsert: true,
      },
    }));
    if (replacements.length === 0) return;
    await attempt(this.server, async () => {
      try {
        await this.collection.bulkWrite(replacements, { ordered: false });
      } catch (error) {
        if (!(error instanceof MongoBulkWriteError) || !onlyAppliedAlready(error)) throw error;
      }
    });
  }

  updateOne(
    filter: Filter & { _id: string },
    update: Update,
    { upsert = false }: { upsert?: boolean } = {},
  ): Promise<D | undefined> {
    return attempt(this.server, async () => {
      try {
        const after: StoredDocument | null = await this.collection.findOneAndUpdate(filter, update, {
          upsert,
          returnDocument: 'after',
        });
        return (after ?? undefined) as D | undefined;
      } catch (error) {
        if (upsert && hasCode(error, DUPLICATE_KEY)) return undefined;
        throw error;
      }
    });
  }

  async deleteOne(id: string): Promise<void> {
    await attempt(this.server, () => this.collection.deleteOne({ _id: id }));
  }
}

function onlyAppliedAlready(error: MongoBulkWriteError): boolean {
  const errors: readonly WriteError[] = [error.writeErrors].flat();
  if (error.result.getWriteConcernError() !== undefined || errors.length === 0) return false;
  return errors.every(({ code }) => code === DUPLICATE_KEY);
}
