// Writes an event within a transaction, prints its id, and never commits: it holds the log until killed.
// Argument: folder.
import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { EventLog } from '../../libs/event-sourcing/event-store/embedded/event-log.js';

const [folder = ''] = process.argv.slice(2);
const log = EventLog.open(folder);
log.transaction(() => {
  const id = randomUUID();
  log.write('held-1', 0, { id, type: 'SomethingNoted', data: '{}', metadata: '{}' });
  writeSync(process.stdout.fd, `${id}\n`);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});
