import { open, type RootDatabase } from 'lmdb';
import { aggregate, Query } from 'mingo';
import { update as applyUpdate } from 'mingo/updater';
import {
  type Filter,
  type FindOptions,
  type IndexDeclaration,
  type PipelineStage,
  type PositionedDocument,
  type ReadCollection,
  type ReadStore,
  type StoredDocument,
  type Update,
} from '../read-store.port.js';

type Key = [collection: string, id: string];
type Json = StoredDocument & Record<string, unknown>;

/** Read models in a folder of this machine; several processes may open the same folder. */
export class EmbeddedReadStore implements ReadStore {
  private constructor(private readonly database: RootDatabase<Json, Key>) {}

  static open(folder: string): Promise<EmbeddedReadStore> {
    return Promise.resolve(new EmbeddedReadStore(open({ path: folder, encoding: 'json', noSubdir: false })));
  }

  collection<D extends StoredDocument>(name: string): ReadCollection<D> {
    return new EmbeddedCollection<D>(this.database, name);
  }

  ensureIndexes(collection: string, indexes: readonly IndexDeclaration[]): Promise<void> {
    void collection;
    void indexes;
    return Promise.resolve();
  }

  async dropCollection(name: string): Promise<void> {
    await this.database.transaction(() => {
      for (const key of this.database.getKeys({ start: [name, ''], end: [name, '\uffff'] })) {
        this.database.removeSync(key);
      }
    });
  }

  collectionNames(): Promise<string[]> {
    this.database.resetReadTxn();
    const names = new Set<string>();
    for (const [name] of this.database.getKeys()) names.add(name);
    return Promise.resolve([...names]);
  }

  close(): Promise<void> {
    return this.database.close();
  }
}

class EmbeddedCollection<D extends StoredDocument> implements ReadCollection<D> {
  constructor(
    private readonly database: RootDatabase<Json, Key>,
    private readonly name: string,
  ) {}

  get(ids: readonly string[]): Promise<D[]> {
    this.database.resetReadTxn();
    return Promise.resolve(ids.map((id) => this.read(id)).filter((document) => document !== undefined));
  }

  find(filter: Filter, options: FindOptions = {}): Promise<D[]> {
    const cursor = new Query(filter).find<Json>(this.all(), options.projection ?? {});
    if (options.sort !== undefined) cursor.sort(options.sort);
    if (options.skip !== undefined) cursor.skip(options.skip);
    if (options.limit !== undefined) cursor.limit(options.limit);
    return Promise.resolve(cursor.all() as unknown as D[]);
  }

  async count(filter: Filter): Promise<number> {
    return (await this.find(filter)).length;
  }

  aggregate<R>(pipeline: readonly PipelineStage[]): Promise<R[]> {
    return Promise.resolve(
      aggregate(this.all(), [...pipeline], {
        collectionResolver: (name) => new EmbeddedCollection(this.database, name).all(),
      }) as R[],
    );
  }

  async writeIfNewer(documents: readonly (D & PositionedDocument)[]): Promise<void> {
    await this.database.transaction(() => {
      for (const document of documents) {
        const stored = this.database.get([this.name, document._id]) as PositionedDocument | undefined;
        if (stored === undefined || stored._position < document._position)
          this.write(document as unknown as Json);
      }
    });
  }

  updateOne(
    filter: Filter & { _id: string },
    update: Update,
    options: { upsert?: boolean } = {},
  ): Promise<D | undefined> {
    return this.database.transaction(() => {
      const stored = this.database.get([this.name, filter._id]);
      const { $setOnInsert, ...rest } = update;
      if (stored === undefined) {
        if (options.upsert !== true) return undefined;
        const created: Json = { _id: filter._id };
        applyUpdate(created, { $set: { ...$setOnInsert }, ...rest });
        this.write(created);
        return this.read(filter._id);
      }
      if (!new Query(filter).test(stored)) return undefined;
      applyUpdate(stored, rest);
      this.write(stored);
      return stored as unknown as D;
    });
  }

  async deleteOne(id: string): Promise<void> {
    await this.database.remove([this.name, id]);
  }

  private read(id: string): D | undefined {
    return this.database.get([this.name, id]) as unknown as D | undefined;
  }

  private write(document: Json): void {
    this.database.putSync([this.name, document._id], document);
  }

  private all(): Record<string, unknown>[] {
    this.database.resetReadTxn();
    return [...this.database.getRange({ start: [this.name, ''], end: [this.name, '\uffff'] })].map(
      ({ value }) => ({
        ...value,
      }),
    );
  }
}
