/** A stored document. Fields are JSON values: no `undefined`, no dates, no class instances. */
export interface StoredDocument {
  readonly _id: string;
}

/**
 * A document of a read model. `_position` is that of the last event which changed it. A deleted document
 * stays as a tombstone (`_id`, `_position`, `_deleted: true`), so that an event delivered again can't revive it.
 */
export interface PositionedDocument extends StoredDocument {
  readonly _position: string;
  readonly _deleted?: true;
}

/** A filter, an update and a sort in MongoDB's own syntax. */
export type Filter = Readonly<Record<string, unknown>>;
export type Update = Readonly<Record<`$${string}`, Readonly<Record<string, unknown>>>>;
export type Sort = Readonly<Record<string, 1 | -1>>;

/** An index over one or more fields; over an array field it holds an entry for each element. */
export interface IndexDeclaration {
  readonly fields: Sort;
}

export interface FindOptions {
  readonly sort?: Sort;
  readonly limit?: number;
  readonly projection?: Readonly<Record<string, 0 | 1>>;
}

export interface WriteOptions {
  /**
   * Which documents are most likely not stored yet; none when absent. The outcome is the same for those that are; it takes
   * longer.
   */
  readonly likelyNew?: (id: string) => boolean;
}

/**
 * A collection of documents. Returned documents are copies: changing them doesn't change what is stored.
 */
export interface ReadCollection<D extends StoredDocument> {
  /** The documents with these ids, in no particular order; unknown ids are left out. */
  get(ids: readonly string[]): Promise<D[]>;
  find(filter: Filter, options?: FindOptions): Promise<D[]>;
  count(filter: Filter): Promise<number>;

  /**
   * Stores each document unless the stored one has the same or a later `_position`: it is written already. Each write is
   * atomic, all together are not. Ids within one call are distinct. The iterable may be iterated several times.
   */
  writeIfNewer(documents: Iterable<D & PositionedDocument>, options?: WriteOptions): Promise<void>;

  /**
   * Updates the one document that the filter finds (it names `_id`), atomically, and returns it as it is after.
   * With `upsert`, a missing document is created. Undefined: the filter matched nothing, or another process
   * created the document first. This is the compare-and-set under leases and checkpoints.
   */
  updateOne(
    filter: Filter & { _id: string },
    update: Update,
    options?: { upsert?: boolean },
  ): Promise<D | undefined>;

  deleteOne(id: string): Promise<void>;
}

/**
 * Where read models live. All adapters pass one contract suite (`read-store.contract.ts`).
 *
 * On return from a write, its effect is visible to every later read through any process's store, and survives
 * a `kill -9`. What is written after another write has returned becomes durable after it, so that a checkpoint never
 * outlives the documents it stands for.
 */
export interface ReadStore {
  /** An index is made faster over documents that are there than kept while they are written. False when absent. */
  readonly indexesLate?: boolean;
  collection<D extends StoredDocument>(name: string): ReadCollection<D>;
  /**
   * Creates what is missing, the collection itself included; existing indexes of the same fields are left alone. What
   * an operator should know about the collection is returned, as a sentence.
   */
  ensureIndexes(collection: string, indexes: readonly IndexDeclaration[]): Promise<string | undefined>;
  dropCollection(name: string): Promise<void>;
  collectionNames(): Promise<string[]>;
  /**
   * Overwrites on the disk what was deleted or replaced before the call. Everybody goes on reading and writing meanwhile.
   * Absent where the files are a server's.
   * @throws RemainsReadError when somebody goes on reading what was there before
   */
  overwriteRemains?(): Promise<void>;
  close(): Promise<void>;
}

export class ReadStoreError extends Error {
  override readonly name: string = 'ReadStoreError';
}

/** The store is out of reach, or confirms nothing, for now: to be tried again later. */
export class ReadStoreUnavailableError extends ReadStoreError {
  override readonly name: string = 'ReadStoreUnavailableError';
}
