import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads';
import { tryLock } from 'fs-native-extensions';

/** Empty: only its lock counts. */
const LOCK_FILE = 'writer.lock';
/** A `FolderWriter` as JSON. It may be left over from a process that was killed: the lock tells. */
const WRITER_FILE = 'writer.json';

/** Whoever asks `writerOf` holds the lock for a moment, and a process that is being killed still has it. */
const ATTEMPTS = 10;
/** Between two attempts, in milliseconds. */
const PAUSE = 50;

const EMBEDDED = 'embedded:';

/** The folder of an embedded store; undefined for a store on a server. */
export const embeddedFolderOf = (location: string): string | undefined =>
  location.startsWith(EMBEDDED) ? location.slice(EMBEDDED.length) : undefined;

/** The process that writes to an embedded folder. */
export interface FolderWriter {
  readonly pid: number;
  /** Its base URL, such as `http://127.0.0.1:3000`; absent when it doesn't listen, or not yet. */
  readonly address?: string;
}

/** Another process writes to the folder. The message names that process, and says what to do. */
export class FolderTakenError extends Error {
  override readonly name = 'FolderTakenError';

  constructor(folder: string, writer: FolderWriter | undefined) {
    super(
      `${nameOf(writer)} writes to ${folder}, and an embedded folder has one writing process. ` +
        'Stop that one first, or send it over HTTP what is to be written. Several processes, such as command-api, ' +
        'query-api and projector, need EventStoreDB and MongoDB (DOSSIER_EVENT_STORE, DOSSIER_READ_STORE).',
    );
  }
}

const nameOf = (writer: FolderWriter | undefined): string =>
  writer ? `process ${writer.pid}${writer.address ? ` at ${writer.address}` : ''}` : 'another process';

/**
 * The right to write to an embedded folder. One process has it at a time, for all its threads; the system takes it back
 * when the process ends, however it ends.
 */
export class FolderLock {
  private constructor(
    private readonly folder: string,
    private readonly descriptor: number,
  ) {}

  /**
   * Takes the lock of a folder that exists; undefined when this process has it already, in this thread or in one that
   * was started after.
   * @throws FolderTakenError when another process has it, and still has it after half a second
   */
  static async take(folder: string): Promise<FolderLock | undefined> {
    const path = resolve(folder);
    for (let attempt = 1; ; attempt += 1) {
      if (isOwn(path)) return undefined;
      const descriptor = lock(path);
      if (descriptor !== undefined) {
        setEnvironmentData(keyOf(path), true);
        saveWriter(path, { pid: process.pid });
        return new FolderLock(path, descriptor);
      }
      if (attempt === ATTEMPTS) throw new FolderTakenError(path, savedWriter(path));
      await delay(PAUSE);
    }
  }

  release(): void {
    rmSync(join(this.folder, WRITER_FILE), { force: true });
    setEnvironmentData(keyOf(this.folder), undefined);
    closeSync(this.descriptor);
  }
}

/** The process that has a folder's lock: this one, or another; undefined when nobody has it, or no folder is there. */
export const writerOf = (folder: string): FolderWriter | undefined => {
  const path = resolve(folder);
  if (isOwn(path)) return savedWriter(path);
  return isLocked(path) ? savedWriter(path) : undefined;
};

/** Also for a user who may only read the folder. */
const isLocked = (path: string): boolean => {
  try {
    const descriptor = lock(path);
    if (descriptor !== undefined) closeSync(descriptor);
    return descriptor === undefined;
  } catch (error) {
    if (isMissing(error)) return false;
    if (!isUnwritable(error)) throw error;
  }
  const file = join(path, LOCK_FILE);
  if (!existsSync(file)) return false;
  const descriptor = openSync(file, 'r');
  try {
    return !tryLock(descriptor, { shared: true });
  } finally {
    closeSync(descriptor);
  }
};

/** Nothing is there, or a file. */
const isMissing = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  ['ENOENT', 'ENOTDIR'].includes(String(error.code));

/** Whether an error, or what caused it, is that a file or folder can't be written to. */
export const isUnwritable = (error: unknown): boolean =>
  error instanceof Error &&
  (('code' in error && ['EACCES', 'EPERM', 'EROFS'].includes(String(error.code))) ||
    isUnwritable(error.cause));

/** Has others find this process at its address, if it is the one that writes to the folder. */
export const announceWriter = (folder: string, address: string): void => {
  const path = resolve(folder);
  if (isOwn(path)) saveWriter(path, { pid: process.pid, address });
};

/** Threads get a copy of this data when they are started. */
const keyOf = (path: string): string => `dossier writes to ${path}`;
const isOwn = (path: string): boolean => getEnvironmentData(keyOf(path)) === true;

/** The descriptor that has the lock until it is closed; undefined when another has it. */
const lock = (path: string): number | undefined => {
  const descriptor = openSync(join(path, LOCK_FILE), 'a');
  if (tryLock(descriptor)) return descriptor;
  closeSync(descriptor);
  return undefined;
};

/** A reader finds the old content or the new one, and never a part. */
const saveWriter = (path: string, writer: FolderWriter): void => {
  const file = join(path, WRITER_FILE);
  writeFileSync(`${file}.new`, JSON.stringify(writer));
  renameSync(`${file}.new`, file);
};

/** Undefined when the file is missing: the lock has just been taken, or is about to be released. */
const savedWriter = (path: string): FolderWriter | undefined => {
  try {
    // Only `saveWriter` makes what stands there.
    return JSON.parse(readFileSync(join(path, WRITER_FILE), 'utf8')) as FolderWriter;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
};
