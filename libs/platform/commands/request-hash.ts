import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson } from '../../event-sourcing/core.js';
import { ConfigError } from '../config/setting.js';

/** The keyed hash of a request as sent: which command, to what, with which body. Hexadecimal, 32 characters. */
export type RequestHash = (type: string, id: string, body: unknown) => string;

export const requestHashWith =
  (key: string): RequestHash =>
  (type, id, body) =>
    createHmac('sha256', key)
      .update(canonicalJson([type, id, body ?? null]))
      .digest('hex')
      .slice(0, 32);

/**
 * The key kept in the data folder, made on first use; of several processes that make one at once, one wins.
 * @throws ConfigError when the folder can't hold it
 */
export const keyIn = (dataFolder: string): string => {
  const file = join(dataFolder, 'request.key');
  try {
    mkdirSync(dataFolder, { recursive: true });
    if (!existsSync(file)) makeKey(file);
    return readFileSync(file, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`DOSSIER_DATA must be a folder to read and write in: ${why}`);
  }
};

/** A link appears whole or not at all, so nobody ever reads half a key. */
const makeKey = (file: string): void => {
  const draft = `${file}.${randomBytes(8).toString('hex')}`;
  writeFileSync(draft, randomBytes(32).toString('hex'), { mode: 0o600, flush: true });
  try {
    linkSync(draft, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(draft);
  }
};
