import { createHmac, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import canonicalize from 'canonicalize';

/** The keyed hash of a request as sent: which command, to what, with which body. Hexadecimal, 32 characters. */
export type RequestHash = (type: string, id: string, body: unknown) => string;

export const requestHashWith =
  (key: string): RequestHash =>
  (type, id, body) =>
    createHmac('sha256', key)
      .update(canonicalize([type, id, body ?? null]) ?? '')
      .digest('hex')
      .slice(0, 32);

/** The key kept in the data folder, made on first use; of several processes that make one at once, one wins. */
export const keyIn = (dataFolder: string): string => {
  const file = join(dataFolder, 'request.key');
  mkdirSync(dataFolder, { recursive: true });
  try {
    writeFileSync(file, randomBytes(32).toString('hex'), { flag: 'wx', mode: 0o600, flush: true });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return readFileSync(file, 'utf8');
};
