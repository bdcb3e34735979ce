// Subscribes from the start of the log and prints each event's id and position as a line of JSON.
// Argument: folder.
import { EmbeddedEventStore } from '../../libs/event-sourcing/event-store/embedded/embedded.event-store.js';

const [folder = ''] = process.argv.slice(2);
const store = await EmbeddedEventStore.open(folder);
for await (const { events } of store.subscribe({ signal: new AbortController().signal })) {
  for (const { id, position } of events) process.stdout.write(`${JSON.stringify({ id, position })}\n`);
}
