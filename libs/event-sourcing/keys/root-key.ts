import { type KeyStore, MasterKeyError } from './key-store.port.js';
import { newKey, seal, unseal } from './wrapping.js';

/** Binds the wrapped root key to its place. */
const ROOT = 'dossier root key';

/** A key store, and where it is as the operator knows it: without a password. */
export interface LocatedKeyStore {
  readonly store: KeyStore;
  readonly location: string;
}

const wrongMasterKey = (location: string): MasterKeyError =>
  new MasterKeyError(
    `The master key is not the one that the keys in the key store ${location} are wrapped by. ` +
      'Set the one that was there (DOSSIER_MASTER_KEY, DOSSIER_MASTER_KEY_FILE or DOSSIER_MASTER_KEY_COMMAND); ' +
      'without it no personal data can be read.',
  );

/**
 * The key that wraps the others, made when there is none.
 * @throws MasterKeyError naming the key store, when another master key wraps it
 */
export const rootKeyOf = async ({ store, location }: LocatedKeyStore, masterKey: Buffer): Promise<Buffer> => {
  let root = await store.root();
  if (root === undefined) {
    await store.replaceRoot(undefined, { wrapped: seal(masterKey, ROOT, newKey()) });
    // Another process may have been first.
    root = await store.root();
  }
  const key = root && unseal(masterKey, ROOT, root.wrapped);
  if (key === undefined) throw wrongMasterKey(location);
  return key;
};

/**
 * Wraps the root key by another master key, in one write: before it the old one opens the key store, after it the new one.
 * Returns `already` when the new one opens it, as after a kill in the middle of a rotation.
 * @throws MasterKeyError when neither does
 */
export const rotateMasterKey = async (
  { store, location }: LocatedKeyStore,
  before: Buffer,
  next: Buffer,
): Promise<'rotated' | 'already'> => {
  const root = await store.root();
  if (root === undefined) throw new MasterKeyError(`The key store ${location} has no keys yet`);
  if (unseal(next, ROOT, root.wrapped)) return 'already';
  const key = unseal(before, ROOT, root.wrapped);
  if (key === undefined) throw wrongMasterKey(location);
  const isReplaced = await store.replaceRoot(root, { wrapped: seal(next, ROOT, key) });
  if (!isReplaced) throw new MasterKeyError(`Another process rotates the master key of ${location}`);
  return 'rotated';
};
