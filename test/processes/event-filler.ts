// Appends events of 4 kB until one can't be written; prints each acknowledged one's id, and then the error. After a line
// on its standard input it appends once more, as soon as the store has found that there is room, and prints that id too. Argument: folder.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { StorageFullError } from '../../libs/event-sourcing/core.js';
import { EmbeddedEventStore } from '../../libs/event-sourcing/event-store/embedded/embedded.event-store.js';

const [folder = ''] = process.argv.slice(2);
const store = await EmbeddedEventStore.open(folder);

async function append(): Promise<void> {
  const id = randomUUID();
  const data = JSON.stringify({ text: 'x'.repeat(4_000) });
  await store.append(`noted-${id}`, [{ id, type: 'SomethingNoted', data, metadata: '{}' }], 'no-stream');
  process.stdout.write(`${id}\n`);
}

async function fill(): Promise<void> {
  for (;;) await append();
}

async function appendOnceThereIsRoom(): Promise<void> {
  for (;;) {
    try {
      await append();
      return;
    } catch (error) {
      if (!(error instanceof StorageFullError)) throw error;
      await delay(100);
    }
  }
}

const ends = await Promise.allSettled(Array.from({ length: 16 }, fill));
const reasons = ends.map((end) => (end.status === 'rejected' ? String(end.reason) : 'ended'));
process.stdout.write(`${[...new Set(reasons)].join(' and ')}\n`);
await once(process.stdin, 'data');
await appendOnceThereIsRoom();
await store.close();
process.exit();
