import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventStoreContract } from '../event-store.contract.js';
import { EmbeddedEventStore } from './embedded.event-store.js';

eventStoreContract('embedded', {
  startsEmpty: true,
  open: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dossier-event-store-'));
    const store = await EmbeddedEventStore.open(folder);
    const opened = [store];
    return {
      store,
      openAnother: async () => {
        const another = await EmbeddedEventStore.open(folder);
        opened.push(another);
        return another;
      },
      dispose: async () => {
        await Promise.all(opened.map((each) => each.close()));
        await rm(folder, { recursive: true });
      },
    };
  },
});
