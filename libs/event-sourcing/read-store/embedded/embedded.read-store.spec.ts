import { temporaryFolder } from '../../testing/temporary-folder.js';
import { readStoreContract } from '../read-store.contract.js';
import { EmbeddedReadStore } from './embedded.read-store.js';

readStoreContract('embedded', {
  open: async () => {
    const folder = temporaryFolder();
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
      },
    };
  },
});
