import { randomBytes } from 'node:crypto';
import { linkSync, rmSync, writeFileSync } from 'node:fs';

/** 64 hexadecimal characters that nobody can guess. */
export const newSecret = (): string => randomBytes(32).toString('hex');

/**
 * Makes a file for its owner alone, unless one is there. It appears whole or not at all, so nobody ever reads half a
 * secret; of several processes that make it at once, one wins.
 */
export const makeSecretFile = (file: string, secret: string): void => {
  const draft = `${file}.${randomBytes(8).toString('hex')}`;
  writeFileSync(draft, secret, { mode: 0o600, flush: true });
  try {
    linkSync(draft, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(draft);
  }
};
