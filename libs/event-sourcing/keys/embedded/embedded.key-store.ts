import { join, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { type Database, type RootDatabase } from 'lmdb';
import { DiskRoom } from '../../embedded-folder/disk-room.js';
import { assertFitToRead } from '../../embedded-folder/fit-to-read.js';
import { FolderLock, FolderTakenError } from '../../embedded-folder/folder-lock.js';
import { assertFit, UnfitFileError } from '../../embedded-folder/lmdb-file.js';
import { makeDurableFolder, syncFolder } from '../../embedded-folder/durable-folder.js';
import { openRoot, tableIn, UnfinishedFolderError } from '../../embedded-folder/open-root.js';
import { overwriteRemainsInThread } from '../../embedded-folder/remains-thread.js';
import { type Impediments } from '../../health/impediments.js';
import {
  type KeyRecord,
  type KeyStore,
  KeyStoreError,
  KeyStoreFullError,
  type WrappedRoot,
} from '../key-store.port.js';

const MEND =
  'It holds the keys of personal data, which nothing else can replace: put the folder back from a backup.';

/** A record as it is stored; `under` is the subject that it is filed under. */
type StoredRecord = KeyRecord & { readonly under?: string };

/** A key that is to be added, and how its caller is answered. */
interface Adding {
  readonly subject: string;
  readonly wrapped: string;
  readonly under: string | undefined;
  readonly stored: (record: KeyRecord) => void;
  readonly failed: (error: unknown) => void;
}

const ROOT = 'root';

/** How long somebody who reads may hold up that remains are overwritten, in milliseconds. */
const PATIENCE = 10_000;

/**
 * A key store in a folder, over LMDB, which syncs each commit before it is acknowledged. One process writes to it, in all
 * its threads; others may read it at the same time.
 */
export class EmbeddedKeyStore implements KeyStore {
  private adding: Adding[] = [];

  private constructor(
    private readonly folder: string,
    private readonly environment: RootDatabase,
    /** Subject → record. */
    private readonly keys: Database<StoredRecord, string>,
    /** What a subject has filed under it: [subject, filed subject] → true. */
    private readonly filed: Database<true, [string, string]>,
    private readonly about: Database<WrappedRoot, string>,
    private readonly lock: FolderLock | undefined,
    private readonly disk: DiskRoom,
  ) {}

  /**
   * Opens the keys in `folder`, which is made when missing, unless it is to be read only. The impediments are told when
   * there is no room for another key, and when there is again.
   * @throws FolderTakenError when another process writes to it
   * @throws KeyStoreError naming the folder, when it can't be made or opened
   */
  static async open(
    folder: string,
    {
      readOnly = false,
      impediments,
    }: { readonly readOnly?: boolean; readonly impediments?: Impediments } = {},
  ): Promise<EmbeddedKeyStore> {
    const path = resolve(folder);
    let lock: FolderLock | undefined;
    try {
      if (!readOnly) {
        makeDurableFolder(path);
        lock = await FolderLock.take(path);
      }
      if (readOnly) assertFitToRead(path);
      else assertFit(path, { readOnly, pages: lock !== undefined });
      // With overlapping syncs a key would be used before it is on disk.
      const options = { path, noSubdir: false, overlappingSync: false, eventTurnBatching: false, readOnly };
      return await openRoot(options, (environment) => {
        const store = new EmbeddedKeyStore(
          path,
          environment,
          tableIn(environment, 'keys', { encoding: 'json' }),
          tableIn(environment, 'filed', { encoding: 'json' }),
          tableIn(environment, 'about', { encoding: 'json' }),
          lock,
          new DiskRoom(join(path, 'data.mdb'), (reason) => impediments?.report('storage of keys', reason)),
        );
        if (!readOnly) syncFolder(path);
        return store;
      });
    } catch (error) {
      lock?.release();
      if (error instanceof FolderTakenError) throw error;
      if (error instanceof UnfitFileError) throw new KeyStoreError(`${error.message}. ${MEND}`);
      if (error instanceof UnfinishedFolderError)
        throw new KeyStoreError(`The key store in ${path} can't be opened: ${error.message}`, {
          cause: error,
        });
      throw new KeyStoreError(
        `The key store in ${path} can't be opened: is it a folder this user may write to?`,
        {
          cause: error,
        },
      );
    }
  }

  root(): Promise<WrappedRoot | undefined> {
    return this.read(() => this.about.get(ROOT));
  }

  replaceRoot(before: WrappedRoot | undefined, next: WrappedRoot): Promise<boolean> {
    return this.write(() => {
      if (this.about.get(ROOT)?.wrapped !== before?.wrapped) return false;
      void this.about.put(ROOT, next);
      return true;
    });
  }

  find(subjects: readonly string[]): Promise<ReadonlyMap<string, KeyRecord>> {
    return this.read(() => {
      const found = new Map<string, KeyRecord>();
      for (const subject of subjects) {
        const record = this.keys.get(subject);
        if (record) found.set(subject, record);
      }
      return found;
    });
  }

  add(subject: string, wrapped: string, under?: string): Promise<KeyRecord> {
    return new Promise((stored, failed) => {
      this.adding.push({ subject, wrapped, under, stored, failed });
      if (this.adding.length === 1) void this.addAll();
    });
  }

  file(subject: string, under: string, at: string): Promise<void> {
    return this.write(() => {
      const record = this.keys.get(subject);
      if (!record || 'destroyedAt' in record) return;
      const other = this.keys.get(under);
      if (other && 'destroyedAt' in other) {
        void this.keys.put(subject, { destroyedAt: at });
        return;
      }
      if (record.under !== undefined) void this.filed.remove([record.under, subject]);
      void this.keys.put(subject, { ...record, under });
      void this.filed.put([under, subject], true);
    });
  }

  destroy(subject: string, at: string): Promise<number> {
    return this.write(() => {
      const filed = [...this.filed.getKeys({ start: [subject, ''], end: [subject, '\uffff'] })];
      let destroyed = 0;
      for (const each of [subject, ...filed.map(([, filedSubject]) => filedSubject)]) {
        const record = this.keys.get(each);
        if (record && 'destroyedAt' in record) continue;
        void this.keys.put(each, { destroyedAt: at });
        if (record) destroyed += 1;
      }
      for (const key of filed) void this.filed.remove(key);
      return destroyed;
    });
  }

  async overwriteRemains(): Promise<void> {
    if (this.disk.lacking !== undefined) throw new KeyStoreFullError(this.disk.lacking);
    this.environment.resetReadTxn();
    await overwriteRemainsInThread({ folder: this.folder, overlappingSync: false, patience: PATIENCE });
  }

  async close(): Promise<void> {
    this.disk.close();
    await this.environment.close();
    this.lock?.release();
  }

  /** Keys that are added in one turn of the event loop share a transaction. */
  private async addAll(): Promise<void> {
    await setImmediate();
    const { adding } = this;
    this.adding = [];
    try {
      const records = await this.write(() => adding.map((each) => this.added(each)));
      for (const [index, { stored }] of adding.entries()) {
        const record = records[index];
        if (record) stored(record);
      }
    } catch (error) {
      for (const { failed } of adding) failed(error);
    }
  }

  /** In a transaction. */
  private added({ subject, wrapped, under }: Adding): KeyRecord {
    const there = this.keys.get(subject);
    if (there) return there;
    const other = under === undefined ? undefined : this.keys.get(under);
    if (other && 'destroyedAt' in other) {
      const { destroyedAt } = other;
      void this.keys.put(subject, { destroyedAt });
      return { destroyedAt };
    }
    void this.keys.put(subject, { wrapped, ...(under === undefined ? {} : { under }) });
    if (under !== undefined) void this.filed.put([under, subject], true);
    return { wrapped };
  }

  private read<Result>(read: () => Result): Promise<Result> {
    try {
      this.environment.resetReadTxn();
      return Promise.resolve(read());
    } catch (error) {
      return Promise.reject(new KeyStoreError('The key store could not be read', { cause: error }));
    }
  }

  private async write<Result>(write: () => Result): Promise<Result> {
    if (this.disk.lacking !== undefined) throw new KeyStoreFullError(this.disk.lacking);
    try {
      return await this.environment.transaction(write);
    } catch (error) {
      // LMDB rejects this promise with the reason, and prints it: without a handler the rejection would end the process.
      if (error instanceof Error && 'commitError' in error)
        void Promise.resolve(error.commitError).catch(() => undefined);
      const full = await this.disk.examine();
      if (full !== undefined) throw new KeyStoreFullError(full);
      throw new KeyStoreError("The key store can't be written", { cause: error });
    }
  }
}
