import { describe, expect, it } from '@jest/globals';
import { open } from 'lmdb';
import { EmbeddedEventStore } from '../event-store/embedded/embedded.event-store.js';
import { EmbeddedKeyStore } from '../keys/embedded/embedded.key-store.js';
import { EmbeddedReadStore } from '../read-store/embedded/embedded.read-store.js';
import { temporaryFolder } from '../testing/temporary-folder.js';

const stores = [EmbeddedEventStore, EmbeddedReadStore, EmbeddedKeyStore] as const;

describe('a folder that another process is making a store of', () => {
  it.each(stores.map((store) => [store.name, store] as const))(
    'can be opened for writing by who came too early to read it: %s',
    async (_, store) => {
      const folder = temporaryFolder();
      // A process that is killed between making the file and the tables in it leaves it like this.
      await open({ path: folder, noSubdir: false, overlappingSync: false }).close();
      await expect(store.open(folder, { readOnly: true })).rejects.toThrow(/open.*it has no .* yet/);
      const opened = await store.open(folder, { readOnly: false });
      await opened.close();
    },
  );
});
