import { mkdir } from 'node:fs/promises';
import { unwatchLocks, watchLocks } from '../../lmdb/lock-watch.js';
import {
  type IndexDeclaration,
  type ReadStore,
  ReadStoreError,
  type StoredDocument,
} from '../read-store.port.js';
import { Catalog } from './catalog.js';
import { DocumentWriter } from './document-writer.js';
import { EmbeddedCollection } from './embedded.collection.js';
import { buildIndexes } from './index-builder.js';
import { type LmdbEnvironment, openEnvironment } from './lmdb-environment.js';
import { WriteThread } from './write-thread.js';

/**
 * Read models in a folder of this machine, in LMDB; several processes may open the same folder.
 *
 * A write that has returned is seen by all of them and survives the death of any. After power loss the store is whole
 * and as it was at some moment shortly before, so never with a checkpoint newer than its documents.
 */
export class EmbeddedReadStore implements ReadStore {
  private readonly catalog: Catalog;

  private readonly thread: WriteThread;

  private constructor(
    folder: string,
    private readonly environment: LmdbEnvironment,
  ) {
    this.catalog = new Catalog(environment);
    this.thread = new WriteThread(folder);
  }

  /** @throws ReadStoreError when the folder can't be made or opened. */
  static async open(folder: string): Promise<EmbeddedReadStore> {
    try {
      await mkdir(folder, { recursive: true });
      const store = new EmbeddedReadStore(folder, openEnvironment(folder));
      watchLocks();
      return store;
    } catch (error) {
      throw new ReadStoreError(
        `The read store in ${folder} can't be opened: is it a folder this user may write to?`,
        {
          cause: error,
        },
      );
    }
  }

  collection<D extends StoredDocument>(name: string): EmbeddedCollection<D> {
    return new EmbeddedCollection<D>(this.environment, this.catalog, this.thread, name);
  }

  async ensureIndexes(collection: string, indexes: readonly IndexDeclaration[]): Promise<void> {
    const writer = new DocumentWriter(this.environment, this.catalog, this.thread, collection);
    await buildIndexes(this.environment, this.catalog, writer, collection, indexes);
  }

  dropCollection(name: string): Promise<void> {
    return this.catalog.remove(name);
  }

  collectionNames(): Promise<string[]> {
    this.environment.root.resetReadTxn();
    return Promise.resolve(this.catalog.names());
  }

  async close(): Promise<void> {
    await this.thread.close();
    await this.environment.root.close();
    await unwatchLocks();
  }
}
