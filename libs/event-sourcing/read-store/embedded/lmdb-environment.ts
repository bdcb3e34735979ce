import { type Database, open, type RootDatabase, type Transaction } from 'lmdb';
import { ReadStoreError } from '../read-store.port.js';
import { type Index } from './index-entries.js';

/** A collection as the catalog keeps it. Its entry's version rises with every change, and is never used twice. */
export interface CollectionRecord {
  readonly id: number;
  readonly indexes: readonly Index[];
}

/** The declared types leave out the options, and what a put that may not overwrite returns. */
export interface DocumentTree extends Omit<Database<Buffer, Buffer>, 'putSync'> {
  /** False: something stands there already, and `noOverwrite` leaves it there. */
  putSync(key: Buffer, value: Buffer, options?: { readonly noOverwrite: true }): unknown;
  /** The bytes under a key, without a copy of their own: they hold until the next read. */
  getBinaryFast(key: Buffer, options?: { transaction: Transaction }): Buffer | undefined;
}

/**
 * The three trees of a read store in one LMDB environment, so that one transaction covers them all.
 *
 * Commits are seen by every process at once and survive the death of this one; they reach the disk shortly after, in
 * their order (`overlappingSync`): power loss costs the last moments, which projections then apply again.
 */
export interface LmdbEnvironment {
  readonly root: RootDatabase;
  /** Collection name → record. */
  readonly catalog: Database<CollectionRecord, string>;
  /** Collection id and `_id` → document. */
  readonly documents: DocumentTree;
  /** Collection id, index number, fields' values and `_id` → where in the key the `_id` begins. */
  readonly indexes: Database<Buffer, Buffer>;
  /** The last number given out, and the ids of dropped collections whose documents have still to be removed. */
  readonly numbers: Database<number, string>;
  /**
   * What `write` returns, once all that it wrote is committed; it runs alone among all processes.
   * @throws ReadStoreError when it can't be committed; an error of `write`'s own as it is
   */
  transaction<Result>(write: () => Result): Promise<Result>;
}

export function openEnvironment(folder: string): LmdbEnvironment {
  // With batches by turns of the event loop, LMDB's package drops a promise of its own when a commit fails, and so ends
  // the process.
  const root = open({
    path: folder,
    noSubdir: false,
    overlappingSync: true,
    eventTurnBatching: false,
    maxDbs: 8,
  });
  return {
    root,
    catalog: root.openDB('catalog', { encoding: 'json', useVersions: true }),
    documents: root.openDB('documents', { encoding: 'binary', keyEncoding: 'binary' }),
    indexes: root.openDB('indexes', { encoding: 'binary', keyEncoding: 'binary' }),
    numbers: root.openDB('numbers', { encoding: 'json' }),
    transaction: (write) => committed(root.transaction(write)),
  };
}

/** What a write comes to once it is committed. @throws ReadStoreError when it can't be: the disk is full, above all. */
export async function committed<Result>(write: Promise<Result>): Promise<Result> {
  try {
    return await write;
  } catch (error) {
    throw writeFailure(error);
  }
}

/** An error in a write's own code is passed on as it is. */
export function writeFailure(error: unknown): unknown {
  if (!(error instanceof Error) || !('commitError' in error)) return error;
  // A promise that LMDB rejects once it knows the reason, which it prints: nobody else hears of it.
  void Promise.resolve(error.commitError).catch(() => undefined);
  return unwritable(error);
}

export const unwritable = (cause: unknown): ReadStoreError =>
  new ReadStoreError("The read store can't be written: is its disk full?", { cause });
