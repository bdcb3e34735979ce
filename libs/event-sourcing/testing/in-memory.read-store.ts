import { Query } from 'mingo';
import { update as applyUpdate } from 'mingo/updater';
import {
  type Filter,
  type FindOptions,
  type PositionedDocument,
  type ReadCollection,
  type ReadStore,
  type StoredDocument,
  type Update,
} from '../read-store/read-store.port.js';

type Documents = Map<string, StoredDocument & Partial<PositionedDocument>>;

/**
 * A read store for specs that fold the same log many times: nothing is kept beyond the process, and every result is a
 * copy. It is no adapter: upserts with `$setOnInsert` and sorts by arrays are missing. A spec that needs them uses a store
 * that passes the contract.
 */
export class InMemoryReadStore implements ReadStore {
  private readonly collections = new Map<string, Documents>();

  collection<D extends StoredDocument>(name: string): ReadCollection<D> {
    return new InMemoryCollection<D>(() => this.documents(name));
  }

  async ensureIndexes(): Promise<undefined> {
    await Promise.resolve();
    return undefined;
  }

  async dropCollection(name: string): Promise<void> {
    await Promise.resolve();
    this.collections.delete(name);
  }

  async collectionNames(): Promise<string[]> {
    await Promise.resolve();
    return [...this.collections].filter(([, documents]) => documents.size > 0).map(([name]) => name);
  }

  async close(): Promise<void> {
    await Promise.resolve();
  }

  private documents(name: string): Documents {
    const documents = this.collections.get(name) ?? (new Map() as Documents);
    this.collections.set(name, documents);
    return documents;
  }
}

class InMemoryCollection<D extends StoredDocument> implements ReadCollection<D> {
  constructor(private readonly documents: () => Documents) {}

  async get(ids: readonly string[]): Promise<D[]> {
    await Promise.resolve();
    const documents = this.documents();
    return this.typed(ids.flatMap((id) => documents.get(id) ?? []));
  }

  async find(filter: Filter, { sort, limit, projection }: FindOptions = {}): Promise<D[]> {
    await Promise.resolve();
    const cursor = new Query(filter).find(this.all(), projection ?? {});
    if (sort) cursor.sort(sort);
    if (limit) cursor.limit(limit);
    return this.typed(cursor.all() as StoredDocument[]);
  }

  async count(filter: Filter): Promise<number> {
    return (await this.find(filter)).length;
  }

  async writeIfNewer(documents: Iterable<D & PositionedDocument>): Promise<void> {
    await Promise.resolve();
    for (const document of documents) {
      const stored = this.documents().get(document._id);
      if ((stored?._position ?? '') < document._position) {
        this.documents().set(document._id, structuredClone(document));
      }
    }
  }

  async updateOne(
    filter: Filter & { _id: string },
    update: Update,
    { upsert = false }: { upsert?: boolean } = {},
  ): Promise<D | undefined> {
    await Promise.resolve();
    const stored = this.documents().get(filter._id);
    if (stored ? !new Query(filter).test({ ...stored }) : !upsert) return undefined;
    const updated: StoredDocument & Record<string, unknown> = { ...stored, _id: filter._id };
    applyUpdate(updated, structuredClone(update));
    this.documents().set(filter._id, updated);
    return this.typed([updated])[0];
  }

  async deleteOne(id: string): Promise<void> {
    await Promise.resolve();
    this.documents().delete(id);
  }

  private all(): Record<string, unknown>[] {
    return [...this.documents().values()].map((document) => ({ ...document }));
  }

  private typed(documents: readonly StoredDocument[]): D[] {
    return structuredClone(documents) as D[];
  }
}
