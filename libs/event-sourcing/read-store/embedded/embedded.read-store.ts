import { mkdir } from 'node:fs/promises';
import { assertFitToRead } from '../../embedded-folder/fit-to-read.js';
import { assertFit, UnfitFileError } from '../../embedded-folder/lmdb-file.js';
import { UnfinishedFolderError } from '../../embedded-folder/open-root.js';
import { overwriteRemainsInThread } from '../../embedded-folder/remains-thread.js';
import { type Impediments } from '../../health/impediments.js';
import { FolderLock, FolderTakenError } from '../../embedded-folder/folder-lock.js';
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
import { ENTRIES, type LmdbEnvironment, openEnvironment, PAGE_BYTES } from './lmdb-environment.js';
import { WriteThread } from './write-thread.js';

const MEND =
  'It holds read models, which are built again from the events: `dossier projections reset` moves them aside.';

/** How long somebody who reads may hold up that remains are overwritten, in milliseconds. */
const PATIENCE = 10_000;

export interface OpenOptions {
  /** Another process writes to the folder, and this one reads alone. False when absent. */
  readonly readOnly?: boolean;
  /** Where it reports that the disk is full. */
  readonly impediments?: Impediments;
}

/**
 * Read models in a folder of this machine, in LMDB. One process writes to it, in all its threads; others may read it at
 * the same time.
 *
 * A write that has returned is seen by all of them and survives the death of the process. After power loss the store is whole
 * and as it was at some moment shortly before, so never with a checkpoint newer than its documents.
 */
export class EmbeddedReadStore implements ReadStore {
  private readonly catalog: Catalog;

  private readonly thread: WriteThread;

  private constructor(
    private readonly folder: string,
    private readonly environment: LmdbEnvironment,
    private readonly lock: FolderLock | undefined,
  ) {
    this.catalog = new Catalog(environment);
    this.thread = new WriteThread(folder, () => environment.disk.examine());
  }

  /**
   * Opens the read models in `folder`, which is made when missing, unless it is to be read only.
   * @throws FolderTakenError when another process writes to it
   * @throws ReadStoreError when the folder can't be made or opened
   */
  static async open(
    folder: string,
    { readOnly = false, impediments }: OpenOptions = {},
  ): Promise<EmbeddedReadStore> {
    let lock: FolderLock | undefined;
    try {
      if (!readOnly) {
        await mkdir(folder, { recursive: true });
        lock = await FolderLock.take(folder);
      }
      if (readOnly) assertFitToRead(folder);
      else assertFit(folder, { readOnly, pages: lock !== undefined });
      const roomChanged = (reason: string | undefined): void => {
        impediments?.report('storage of read models', reason);
      };
      return new EmbeddedReadStore(folder, await openEnvironment(folder, { readOnly, roomChanged }), lock);
    } catch (error) {
      lock?.release();
      if (error instanceof FolderTakenError) throw error;
      if (error instanceof UnfitFileError) throw new ReadStoreError(`${error.message}. ${MEND}`);
      if (error instanceof UnfinishedFolderError)
        throw new ReadStoreError(`The read store in ${folder} can't be opened: ${error.message}`, {
          cause: error,
        });
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

  async ensureIndexes(collection: string, indexes: readonly IndexDeclaration[]): Promise<undefined> {
    const writer = new DocumentWriter(this.environment, this.catalog, this.thread, collection);
    await buildIndexes(this.environment, this.catalog, writer, collection, indexes);
    return undefined;
  }

  dropCollection(name: string): Promise<void> {
    return this.catalog.remove(name);
  }

  collectionNames(): Promise<string[]> {
    this.environment.root.resetReadTxn();
    return Promise.resolve(this.catalog.names());
  }

  /** Of what projections write, and so of all entries of indexes, nothing is left; ids of documents tell about nobody. */
  async overwriteRemains(): Promise<void> {
    this.environment.assertWritable();
    this.environment.root.resetReadTxn();
    await overwriteRemainsInThread({
      folder: this.folder,
      overlappingSync: true,
      pageSize: PAGE_BYTES,
      telling: ENTRIES,
      patience: PATIENCE,
    });
  }

  async close(): Promise<void> {
    await this.thread.close();
    this.environment.disk.close();
    this.environment.panic.close();
    await this.environment.root.close();
    this.lock?.release();
  }
}
