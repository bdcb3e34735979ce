import { parseArgs } from 'node:util';
import { EmbeddedEventStore } from '../../../libs/event-sourcing/event-store/embedded/embedded.event-store.js';
import { EventStoreDbDouble } from './eventstoredb-double.js';

/** Serves an embedded log under EventStoreDB's protocol until it is told to stop. */
const { values } = parseArgs({
  options: { port: { type: 'string', default: '2113' }, folder: { type: 'string' } },
});
if (values.folder === undefined) throw new Error('Usage: main.js --folder FOLDER [--port PORT]');

const store = await EmbeddedEventStore.open(values.folder);
const double = await EventStoreDbDouble.start(store, { port: Number(values.port) });
process.stdout.write(`Listening on ${double.connectionString}\n`);

const stop = async (): Promise<void> => {
  await double.stop();
  await store.close();
};
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());
