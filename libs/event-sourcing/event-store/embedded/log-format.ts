import { type Database, type RootDatabase } from 'lmdb';
import { tableIn } from '../../embedded-folder/open-root.js';
import { EventStoreError } from '../event-store.port.js';

/** Rises whenever what a version of this code writes can't be read by the one before, or the other way about. */
const FORMAT = '2';

/**
 * What the data file says about itself, by name. A new log is given this code's format.
 * @throws EventStoreError when the file has another format
 */
export function assertFormat(root: RootDatabase, log: Database<string, number>, readOnly: boolean): void {
  const about = tableIn<string, string>(root, 'about', { encoding: 'string' });
  const isEmpty = [...log.getKeys({ limit: 1 })].length === 0;
  const format = about.get('format') ?? (isEmpty ? FORMAT : '1');
  if (format !== FORMAT) {
    throw new EventStoreError(
      `its file has format ${format}, and this version of Dossier reads format ${FORMAT}: use the version that wrote it`,
    );
  }
  if (!readOnly && about.get('format') === undefined) about.putSync('format', FORMAT);
}
