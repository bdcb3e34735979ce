import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { embeddedFolderOf } from '../embedded-folder/folder-lock.js';
import { Impediments } from '../health/impediments.js';
import { type KeyStore, MasterKeyError } from './key-store.port.js';
import { makeMasterKey, masterKeyFrom, type MasterKeySource } from './master-key.js';
import { type LocatedKeyStore, rootKeyOf } from './root-key.js';
import { type OpenKeys, SubjectKeys } from './subject-keys.js';

export interface KeyOptions {
  /** `embedded:<folder>`, `mongodb://…` or `mongodb+srv://…` */
  readonly location: string;
  readonly masterKey: MasterKeySource;
  /** Monotonic, in milliseconds. */
  readonly clock: () => number;
  /** Of an embedded store: another process writes to it. False when absent. */
  readonly readOnly?: boolean;
  /** Is told, as `key store`, when a server is out of reach and when it is back. */
  readonly impediments?: Impediments;
}

const NONE: OpenKeys = { close: () => Promise.resolve() };

/** The key store at a location, without a password in its name. No other adapter is loaded. */
export const openKeyStore = async (
  location: string,
  readOnly = false,
  impediments = new Impediments(),
): Promise<LocatedKeyStore> => {
  const folder = embeddedFolderOf(location);
  if (folder === undefined) {
    const { MongoDbKeyStore } = await import('./mongodb/mongodb.key-store.js');
    const store = await MongoDbKeyStore.connect(location, { impediments });
    return { store, location: location.replace(/\/\/[^/]*@/, '//…@') };
  }
  const { EmbeddedKeyStore } = await import('./embedded/embedded.key-store.js');
  return { store: await EmbeddedKeyStore.open(folder, { readOnly, impediments }), location };
};

/**
 * Opens the key store, and proves the master key on it.
 * @throws MasterKeyError naming the key store, when the master key is missing or another one
 * @throws KeyStoreError, FolderTakenError when the key store can't be opened
 */
export const openKeys = async (options: KeyOptions): Promise<OpenKeys> => {
  const { location, masterKey, clock, readOnly = false, impediments } = options;
  const folder = embeddedFolderOf(location);
  if (readOnly && folder !== undefined && !existsSync(join(folder, 'data.mdb'))) return NONE;
  const located = await openKeyStore(location, readOnly, impediments);
  try {
    const key = await provenKey(located, masterKey, readOnly);
    if (key) {
      const rootKey = await rootKeyOf(located, key);
      return { keys: new SubjectKeys(located.store, rootKey, { clock }), close: () => located.store.close() };
    }
  } catch (error) {
    await located.store.close();
    throw error;
  }
  await located.store.close();
  return NONE;
};

/** The master key, made where that may be; undefined: there are no keys, and this process makes none. */
const provenKey = async (
  { store, location }: { readonly store: KeyStore; readonly location: string },
  source: MasterKeySource,
  readOnly: boolean,
): Promise<Buffer | undefined> => {
  const isNew = (await store.root()) === undefined;
  if (isNew && readOnly) return undefined;
  if (isNew && source.from === 'file' && source.own) makeMasterKey(source);
  const key = await masterKeyFrom(source);
  if (key) return key;
  const file = source.from === 'file' ? source.file : '';
  throw new MasterKeyError(
    `The master key is missing: there is no ${file}, and the keys in the key store ${location} are wrapped by it. ` +
      'Restore the file, or set DOSSIER_MASTER_KEY, DOSSIER_MASTER_KEY_FILE or DOSSIER_MASTER_KEY_COMMAND; ' +
      'without it no personal data can be read.',
  );
};
