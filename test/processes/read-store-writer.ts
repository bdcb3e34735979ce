// Writes batches of documents and after each its checkpoint, as a projection does, and prints the checkpoints that
// were acknowledged. It goes on until killed. Argument: folder.
import { writeSync } from 'node:fs';
import { EmbeddedReadStore } from '../../libs/event-sourcing/read-store/embedded/embedded.read-store.js';

const DOCUMENTS = 40;

const [folder = ''] = process.argv.slice(2);
const store = await EmbeddedReadStore.open(folder);
await store.ensureIndexes('documents', [{ fields: { batch: 1 } }, { fields: { tags: 1, batch: -1 } }]);
const documents = store.collection<{ _id: string; _position: string; batch: number; tags: string[] }>(
  'documents',
);
const checkpoints = store.collection<{ _id: string; batch: number }>('checkpoints');

const [checkpoint] = await checkpoints.get(['documents']);
for (let batch = (checkpoint?.batch ?? 0) + 1; ; batch++) {
  const _position = String(batch).padStart(8, '0');
  const tags = ['all', `t${batch % 7}`];
  await documents.writeIfNewer(
    Array.from({ length: DOCUMENTS }, (_, n) => ({ _id: `id-${n}`, _position, batch, tags })),
  );
  await checkpoints.updateOne({ _id: 'documents' }, { $set: { batch } }, { upsert: true });
  writeSync(process.stdout.fd, `${batch}\n`);
}
