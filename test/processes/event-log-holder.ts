// Writes an event within a transaction, prints its id, and never commits: it holds the log until killed.
// Argument: folder.
import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { open } from 'lmdb';
import { toPosition } from '../../libs/event-sourcing/event-store/embedded/position.js';

const [folder = ''] = process.argv.slice(2);
const root = open({ path: folder, noSubdir: false, overlappingSync: false, encoding: 'string' });
const log = root.openDB<string, number>('log', { encoding: 'string' });
root.transactionSync(() => {
  const [last = 0] = log.getKeys({ reverse: true, limit: 1 });
  const id = randomUUID();
  const event = { stream: 'held-1', revision: 0, id, type: 'SomethingNoted', data: {}, metadata: {} };
  log.putSync(last + 1, JSON.stringify({ position: toPosition(last + 1), ...event }));
  writeSync(process.stdout.fd, `${id}\n`);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});
