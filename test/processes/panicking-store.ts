// Opens an embedded store, and has LMDB panic: closes the file descriptor by which it writes the head of its file, so
// that a commit fails in the worst place. Then it waits, as a service would.
// Arguments: which store (events or read-models), folder.
import { closeSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { EmbeddedEventStore } from '../../libs/event-sourcing/event-store/embedded/embedded.event-store.js';
import { EmbeddedReadStore } from '../../libs/event-sourcing/read-store/embedded/embedded.read-store.js';

const O_DSYNC = 0o10000;

const [which, folder = ''] = process.argv.slice(2);

const store =
  which === 'events' ? await EmbeddedEventStore.open(folder) : await EmbeddedReadStore.open(folder);

const write = async (): Promise<void> => {
  if (store instanceof EmbeddedEventStore) {
    const event = { id: crypto.randomUUID(), type: 'SomethingNoted', data: '{}', metadata: '{}' };
    await store.append(`note-${event.id}`, [event], 'no-stream');
  } else {
    await store.collection('notes').updateOne({ _id: 'one' }, { $inc: { count: 1 } }, { upsert: true });
  }
};

function closeHead(): void {
  for (const descriptor of readdirSync('/proc/self/fd')) {
    try {
      if (!readlinkSync(`/proc/self/fd/${descriptor}`).endsWith('.mdb')) continue;
      const [, flags = '0'] =
        /flags:\s+(\d+)/.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, 'utf8')) ?? [];
      if ((Number.parseInt(flags, 8) & O_DSYNC) !== 0) closeSync(Number(descriptor));
    } catch {
      // Gone: it was the listing's own.
    }
  }
}

await write();
process.stdout.write('stored\n');
closeHead();
void write().catch(() => undefined);
setInterval(() => undefined, 60_000);
