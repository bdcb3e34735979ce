import { join } from 'node:path';
import { type Database, type RootDatabase, type Transaction } from 'lmdb';
import { DiskRoom } from '../../embedded-folder/disk-room.js';
import { openRoot, tableIn } from '../../embedded-folder/open-root.js';
import { PanicWatch } from '../../embedded-folder/panic-watch.js';
import { ReadStoreError } from '../read-store.port.js';
import { type Index } from './index-entries.js';

const DATA_FILE = 'data.mdb';

const MAX_COLLECTIONS = 128;

/** Twice LMDB's own: documents and entries that land at random change fewer pages, and its lists of them stay short. */
export const PAGE_BYTES = 8192;

/** How the names of trees of index entries begin. */
export const ENTRIES = 'entries ';

/** A collection as the catalog keeps it. Its entry's version rises with every change, and is never used twice. */
export interface CollectionRecord {
  /** Which trees it lies in, among those of the environment. */
  readonly trees: number;
  readonly indexes: readonly Index[];
}

/** The declared types leave out the options, and what a put that may not overwrite returns. */
export interface DocumentTree extends Omit<Database<Buffer, Buffer>, 'putSync'> {
  /** False: something stands there already, and `noOverwrite` leaves it there. */
  putSync(key: Buffer, value: Buffer, options?: { readonly noOverwrite: true }): unknown;
  /** The bytes under a key, without a copy of their own: they hold until the next read. */
  getBinaryFast(key: Buffer, options?: { transaction: Transaction }): Buffer | undefined;
}

/** What one collection lies in. */
export interface CollectionTrees {
  /** `_id` → document. */
  readonly documents: DocumentTree;
  /** Index number, fields' values and `_id` → where in the key the `_id` begins. */
  readonly entries: Database<Buffer, Buffer>;
}

/**
 * All trees of a read store in one LMDB environment, so that one transaction covers them all.
 *
 * Commits are seen by every process at once and survive the death of this one; they reach the disk shortly after, in
 * their order (`overlappingSync`): power loss costs the last moments, which projections then apply again.
 */
export interface LmdbEnvironment {
  readonly root: RootDatabase;
  /** Collection name → record. */
  readonly catalog: Database<CollectionRecord, string>;
  /** The last version that was given out. */
  readonly versions: Database<number, string>;
  /** The trees of all collections. A tree can be opened only while nobody writes, so all are opened at the start. */
  readonly trees: readonly CollectionTrees[];
  readonly disk: DiskRoom;
  readonly panic: PanicWatch;
  /** @throws ReadStoreError when the folder is open for reading alone, or its disk is full */
  assertWritable(): void;
  /**
   * What `write` returns, once all that it wrote is committed; it runs alone among all threads.
   * @throws ReadStoreError when it can't be committed, or the folder is open for reading alone; an error of `write`'s own
   * as it is
   */
  transaction<Result>(write: () => Result): Promise<Result>;
}

export interface EnvironmentOptions {
  /** False when absent. */
  readonly readOnly?: boolean;
  /** Told why nothing can be stored, when the disk is full, and `undefined` when it can be again. */
  readonly roomChanged?: (reason: string | undefined) => void;
}

export function openEnvironment(
  folder: string,
  { readOnly = false, roomChanged = () => undefined }: EnvironmentOptions = {},
): Promise<LmdbEnvironment> {
  // With batches by turns of the event loop, LMDB's package drops a promise of its own when a commit fails, and so ends
  // the process.
  const options = {
    path: folder,
    noSubdir: false,
    overlappingSync: true,
    eventTurnBatching: false,
    pageSize: PAGE_BYTES,
    maxDbs: 2 + 2 * MAX_COLLECTIONS,
    readOnly,
  };
  return openRoot(options, (root) => {
    const open = () => environmentIn(root, folder, { readOnly, roomChanged });
    return readOnly ? open() : root.transactionSync(open);
  });
}

function environmentIn(
  root: RootDatabase,
  folder: string,
  { readOnly, roomChanged }: Required<EnvironmentOptions>,
): LmdbEnvironment {
  const binary = { encoding: 'binary', keyEncoding: 'binary' } as const;
  const catalog = tableIn<CollectionRecord, string>(root, 'catalog', { encoding: 'json', useVersions: true });
  const versions = tableIn<number, string>(root, 'versions', { encoding: 'json' });
  const trees: readonly CollectionTrees[] = Array.from({ length: MAX_COLLECTIONS }, (_, number) => ({
    documents: tableIn(root, `documents ${number}`, binary),
    entries: tableIn(root, `${ENTRIES}${number}`, binary),
  }));
  const disk = new DiskRoom(join(folder, DATA_FILE), roomChanged);
  const panic = new PanicWatch(root, folder);
  const assertWritable = (): void => {
    if (readOnly) throw new ReadStoreError(`The read store in ${folder} is open for reading alone.`);
    if (disk.lacking !== undefined) throw new ReadStoreError(disk.lacking);
  };
  const transaction = async <Result>(write: () => Result): Promise<Result> => {
    assertWritable();
    try {
      return await root.transaction(write);
    } catch (error) {
      const failure = writeFailure(error);
      if (failure !== error) await disk.examine();
      throw failure;
    }
  };
  return { root, catalog, versions, trees, disk, panic, assertWritable, transaction };
}

/** An error in a write's own code is passed on as it is. */
function writeFailure(error: unknown): unknown {
  if (!(error instanceof Error) || !('commitError' in error)) return error;
  // LMDB rejects this promise with the reason, and prints it: without a handler the rejection would end the process.
  void Promise.resolve(error.commitError).catch(() => undefined);
  return unwritable(error);
}

export const unwritable = (cause: unknown): ReadStoreError =>
  new ReadStoreError("The read store can't be written: is its disk full?", { cause });
