import { existsSync, renameSync } from 'node:fs';
import { resolve } from 'node:path';
import { embeddedFolderOf, FolderLock } from '../../libs/event-sourcing/core.js';
import { configFor } from './command-line.js';
import { type CommonOptions, print, printJson, UserError } from './usage.js';

/**
 * Moves the folder of the embedded read models aside, without looking into it.
 * @throws FolderTakenError while a service writes to it
 */
export const reset = async (options: CommonOptions): Promise<void> => {
  const { readStore } = configFor(options);
  const location = embeddedFolderOf(readStore);
  if (location === undefined) {
    throw new UserError('read models on a server are not files of this machine: drop their database there');
  }
  const folder = resolve(location);
  if (!existsSync(folder))
    throw new UserError(
      `there are no read models in ${folder}; --data or DOSSIER_DATA name another data folder`,
    );
  const lock = await FolderLock.take(folder);
  const aside = `${folder}.${new Date().toISOString().replaceAll(/[:.]/g, '-')}`;
  try {
    renameSync(folder, aside);
  } finally {
    lock?.release();
  }
  if (options.json) printJson({ folder, movedTo: aside });
  else print(`Moved ${folder} to ${aside}. The next dossier start builds the read models again.`);
};
