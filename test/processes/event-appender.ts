// Appends with `appenders` at once, by turns to a stream of each appender's own and to shared ones, and
// prints each acknowledged append as a line of JSON. Stops after `rounds` appends by each appender.
// Arguments: folder, name of the writer, appenders, rounds.
import { randomUUID } from 'node:crypto';
import { EmbeddedEventStore } from '../../libs/event-sourcing/event-store/embedded/embedded.event-store.js';
import { type ExpectedRevision, type NewEvent } from '../../libs/event-sourcing/core.js';

const SHARED_STREAMS = 2;
const MOST_EVENTS = 3;

const [folder = '', writer = '', appenders = '', rounds = ''] = process.argv.slice(2);
const store = await EmbeddedEventStore.open(folder);

function eventsOfAppend(round: number): NewEvent[] {
  const append = randomUUID();
  const size = 1 + (round % MOST_EVENTS);
  return Array.from({ length: size }, (_, index) => ({
    id: randomUUID(),
    type: 'SomethingNoted',
    data: JSON.stringify({ append, index, size }),
    metadata: '{}',
  }));
}

async function appendTo(stream: string, events: NewEvent[], known: ExpectedRevision): Promise<number> {
  let expected = known;
  for (;;) {
    const result = await store.append(stream, events, expected);
    if (result.outcome === 'appended') {
      const { revision, position } = result;
      const ids = events.map(({ id }) => id);
      process.stdout.write(`${JSON.stringify({ stream, revision, position, ids })}\n`);
      return revision;
    }
    expected = result.actual;
  }
}

async function append(appender: number): Promise<void> {
  const streams = [`own-${writer}-${appender}`, `shared-${appender % SHARED_STREAMS}`];
  const revisions = new Map<string, number>();
  for (let round = 0; round < Number(rounds); round += 1) {
    for (const stream of streams) {
      const known = revisions.get(stream) ?? 'no-stream';
      revisions.set(stream, await appendTo(stream, eventsOfAppend(round), known));
    }
  }
}

await Promise.all(Array.from({ length: Number(appenders) }, (_, appender) => append(appender)));
await store.close();
