import { embeddedFolderOf } from '../embedded-folder/folder-lock.js';
import { type ReadStore } from './read-store.port.js';

/**
 * The read store at a location (`embedded:<folder>`, `mongodb://…`), for a thread that only reads it. No other adapter is
 * loaded, so that the thread starts quickly.
 */
export const openToRead = async (location: string): Promise<ReadStore> => {
  const folder = embeddedFolderOf(location);
  if (folder === undefined) {
    const { MongoDbReadStore } = await import('./mongodb/mongodb.read-store.js');
    return MongoDbReadStore.connect(location);
  }
  const { EmbeddedReadStore } = await import('./embedded/embedded.read-store.js');
  return EmbeddedReadStore.open(folder, { readOnly: true });
};
