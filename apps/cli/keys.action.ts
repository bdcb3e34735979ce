import { existsSync } from 'node:fs';
import {
  makeMasterKey,
  masterKeyFrom,
  type MasterKeySource,
  replaceMasterKeyFile,
  rotateMasterKey,
} from '../../libs/event-sourcing/core.js';
import { openKeyStore } from '../../libs/event-sourcing/keys/open-keys.js';
import { configForExisting } from './command-line.js';
import { type CommonOptions, print, printJson, UserError } from './usage.js';

export interface RotateOptions extends CommonOptions {
  readonly newKeyFile?: string;
}

/** The file that is to take the place of the installation's own; left over where an earlier rotation was interrupted. */
const successorOf = (file: string): string => `${file}.next`;

/**
 * Wraps the keys by a new master key. Interrupted at any point, it is done by running it again.
 * @throws UserError when it isn't clear where the new key is to come from
 * @throws MasterKeyError, KeyStoreError, FolderTakenError
 */
export const rotate = async (options: RotateOptions): Promise<void> => {
  const { keyStore, masterKey } = configForExisting(options);
  const next = successor(masterKey, options.newKeyFile);
  if (next.own && !existsSync(next.file)) makeMasterKey(next);
  const nextKey = await masterKeyFrom(next);
  const key = await masterKeyFrom(masterKey);
  if (!nextKey)
    throw new UserError(
      `${next.file} is missing: make it with openssl rand -hex 32, and let nobody else read it`,
    );
  if (!key) throw new UserError('there is no master key to rotate: set the one that the keys are wrapped by');
  const located = await openKeyStore(keyStore);
  try {
    await rotateMasterKey(located, key, nextKey);
  } finally {
    await located.store.close();
  }
  if (masterKey.from === 'file' && next.own) replaceMasterKeyFile(masterKey.file, next.file);
  const where = masterKey.from === 'file' && next.own ? masterKey.file : next.file;
  if (options.json) printJson({ keyStore: located.location, masterKey: where });
  else print(`The keys in ${located.location} are wrapped by the master key in ${where}.`);
};

const successor = (
  masterKey: MasterKeySource,
  newKeyFile: string | undefined,
): Extract<MasterKeySource, { from: 'file' }> => {
  if (newKeyFile !== undefined) return { from: 'file', file: newKeyFile, own: false };
  if (masterKey.from === 'file' && masterKey.own)
    return { from: 'file', file: successorOf(masterKey.file), own: true };
  throw new UserError('the master key is set from outside: name the file with the new one (--new-key-file)');
};
