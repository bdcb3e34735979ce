import { parseArgs } from 'node:util';
import { DoubleLog } from './double-log.js';
import { EventStoreDbDouble } from './eventstoredb-double.js';
import { Journal } from './journal.js';

/** Serves a log that it keeps in a folder under EventStoreDB's protocol until it is told to stop. */
const { values } = parseArgs({
  options: { port: { type: 'string', default: '2113' }, folder: { type: 'string' } },
});
if (values.folder === undefined) throw new Error('Usage: main.js --folder FOLDER [--port PORT]');

const journal = Journal.open(values.folder);
const double = await EventStoreDbDouble.start(new DoubleLog(journal), { port: Number(values.port) });
process.stdout.write(`Listening on ${double.connectionString}\n`);

const stop = async (): Promise<void> => {
  await double.stop();
  journal.close();
};
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());
