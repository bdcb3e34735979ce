import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readStoreContract } from '../read-store.contract.js';
import { EmbeddedReadStore } from './embedded.read-store.js';

readStoreContract('embedded', {
  open: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dossier-read-store-'));
    const opened: EmbeddedReadStore[] = [];
    const openAnother = async (): Promise<EmbeddedReadStore> => {
      const store = await EmbeddedReadStore.open(folder);
      opened.push(store);
      return store;
    };
    return {
      store: await openAnother(),
      openAnother,
      dispose: async () => {
        for (const store of opened) await store.close();
        await rm(folder, { recursive: true });
      },
    };
  },
});
