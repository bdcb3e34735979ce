import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '../config/setting.js';
import { makeSecretFile } from '../../event-sourcing/core.js';

/** The key in the data folder that signs tokens, and verifies them. */
export interface LocalKey {
  /** Named by each token that it signed: its RFC 7638 thumbprint. */
  readonly id: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

const fileIn = (dataFolder: string): string => join(dataFolder, 'token.key');

/** Bits of a file's mode that let others than its owner at it. */
const OTHERS = 0o077;

/**
 * The Ed25519 key in the data folder, made on first use; of several processes that make one at once, one wins. Whoever may
 * read the file may do everything, so it is refused where others than its owner may.
 * @throws ConfigError when the folder can't hold it, others may read it, or it is no such key
 */
export const localKeyIn = (dataFolder: string): LocalKey => {
  const file = fileIn(dataFolder);
  const text = keptIn(dataFolder, file);
  if ((statSync(file).mode & OTHERS) !== 0 && process.platform !== 'win32')
    throw new ConfigError(`${file} signs tokens, and others than its owner may read it: chmod 600 it`);
  return keyOf(text, file);
};

/** As `localKeyIn`, but undefined where there is none yet. */
export const existingLocalKeyIn = (dataFolder: string): LocalKey | undefined =>
  existsSync(fileIn(dataFolder)) ? localKeyIn(dataFolder) : undefined;

const keptIn = (dataFolder: string, file: string): string => {
  try {
    mkdirSync(dataFolder, { recursive: true });
    if (!existsSync(file)) {
      const { privateKey } = generateKeyPairSync('ed25519');
      makeSecretFile(file, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
    }
    return readFileSync(file, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`DOSSIER_DATA must be a folder to read and write in: ${why}`);
  }
};

const keyOf = (text: string, file: string): LocalKey => {
  try {
    const privateKey = createPrivateKey(text);
    const publicKey = createPublicKey(privateKey);
    const { crv, kty, x } = publicKey.export({ format: 'jwk' });
    if (crv !== 'Ed25519') throw new Error('it is of another kind');
    const thumbprint = createHash('sha256').update(JSON.stringify({ crv, kty, x }));
    return { id: thumbprint.digest('base64url'), privateKey, publicKey };
  } catch {
    throw new ConfigError(
      `${file} is no Ed25519 key: restore it, or remove it to have another made, with which no earlier token is accepted`,
    );
  }
};
