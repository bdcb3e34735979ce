import { parseArgs } from 'node:util';
import { open } from 'lmdb';

/** Reads and parses every event of an embedded log, and nothing else; prints how long it took, as JSON. */
const { values } = parseArgs({ options: { log: { type: 'string', default: '' } } });

const root = open({ path: values.log, noSubdir: false, readOnly: true, encoding: 'string' });
const start = performance.now();
let events = 0;
for (const { value } of root.openDB<string, number>('log', { encoding: 'string' }).getRange()) {
  // The event is a record's first line, behind 8 digits of a checksum.
  if (JSON.parse(value.slice(8, value.lastIndexOf('\n'))) !== null) events += 1;
}
const seconds = (performance.now() - start) / 1000;
await root.close();
process.stdout.write(`${JSON.stringify({ events, seconds })}\n`);
