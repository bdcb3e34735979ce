import { exec } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { syncFolder } from '../embedded-folder/durable-folder.js';
import { MasterKeyError } from './key-store.port.js';
import { makeSecretFile, newSecret } from './secret-file.js';

/** Where the master key comes from: the text itself, a file, or a command that prints it. 64 hexadecimal characters. */
export type MasterKeySource =
  | { readonly from: 'text'; readonly text: string }
  | { readonly from: 'command'; readonly command: string }
  /** `own`: the file is made when there are no keys yet. */
  | { readonly from: 'file'; readonly file: string; readonly own: boolean };

export const MASTER_KEY = /^[0-9a-f]{64}$/i;

/** How long a command may take to print the key, in milliseconds. */
const PATIENCE = 30_000;

/**
 * The master key; undefined where the file is missing.
 * @throws MasterKeyError, without what the key is, when the source gives none
 */
export const masterKeyFrom = async (source: MasterKeySource): Promise<Buffer | undefined> => {
  switch (source.from) {
    case 'text':
      return keyIn(source.text, 'DOSSIER_MASTER_KEY');
    case 'command':
      return keyIn(await printedBy(source.command), 'what DOSSIER_MASTER_KEY_COMMAND prints');
    case 'file':
      return existsSync(source.file) ? keyIn(contentOf(source.file), source.file) : undefined;
  }
};

/** Makes the file of a source that has one of its own, unless it is there. */
export const makeMasterKey = ({ file }: { readonly file: string }): void => {
  try {
    mkdirSync(dirname(file), { recursive: true });
    makeSecretFile(file, newSecret());
    syncFolder(dirname(file));
  } catch (error) {
    throw new MasterKeyError(`The master key can't be made in ${file}: ${messageOf(error)}`);
  }
};

/** Has one file take the place of another, which is no more. */
export const replaceMasterKeyFile = (file: string, by: string): void => {
  renameSync(by, file);
  syncFolder(dirname(file));
};

const keyIn = (text: string, where: string): Buffer => {
  const trimmed = text.trim();
  if (MASTER_KEY.test(trimmed)) return Buffer.from(trimmed, 'hex');
  throw new MasterKeyError(`The master key must be 64 hexadecimal characters; ${where} is something else`);
};

const contentOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new MasterKeyError(`The master key in ${file} can't be read: ${messageOf(error)}`);
  }
};

const printedBy = async (command: string): Promise<string> => {
  try {
    return (await promisify(exec)(command, { timeout: PATIENCE })).stdout;
  } catch (error) {
    // Its message repeats what the command printed to stderr, and a command may print anything there.
    const isCoded = typeof error === 'object' && error !== null && 'code' in error;
    const code = isCoded ? String(error.code) : 'no exit code';
    throw new MasterKeyError(`DOSSIER_MASTER_KEY_COMMAND failed (${code})`);
  }
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
