import { createHmac } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson, makeSecretFile, newSecret } from '../../event-sourcing/core.js';
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

/** Of a key in the data folder, in characters: as of one that is set. */
const SHORTEST = 32;

/**
 * The key kept in the data folder, made on first use; of several processes that make one at once, one wins.
 *
 * @param logHasEvents whether commands were taken already, whose repetitions only the key they came under can tell
 * @throws ConfigError when the folder can't hold it, or a key that was there is missing or cut short
 */
export const keyIn = (dataFolder: string, logHasEvents: boolean): string => {
  const file = join(dataFolder, 'request.key');
  if (!existsSync(file) && logHasEvents) throw new ConfigError(`${file} is missing, and ${MEND_KEY}`);
  const key = keptIn(dataFolder, file);
  if (key.length < SHORTEST) {
    throw new ConfigError(`${file} has fewer than ${SHORTEST} characters, and ${MEND_KEY}`);
  }
  return key;
};

const MEND_KEY =
  'the log has events: repeated requests are told by the key that was there. Restore the file from a backup, or set ' +
  'DOSSIER_REQUEST_KEY to that key; with a new one, repetitions of earlier requests are refused instead of recognised.';

const keptIn = (dataFolder: string, file: string): string => {
  try {
    mkdirSync(dataFolder, { recursive: true });
    if (!existsSync(file)) makeSecretFile(file, newSecret());
    return readFileSync(file, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`DOSSIER_DATA must be a folder to read and write in: ${why}`);
  }
};
