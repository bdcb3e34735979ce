import { EventStoreDBClient, jsonEvent, START, StreamNotFoundError } from '@eventstore/db-client';
import { EventStoreDbEventStore } from '../../../libs/event-sourcing/event-store/eventstoredb/eventstoredb.event-store.js';
import { CommandEngine, EventCodec, type JsonObject } from '../../../libs/event-sourcing/core.js';
import { orderDecider } from '../../../libs/orders/orders.decider.js';
import { eventStoreDb } from '../eventstoredb.js';
import { type Figure } from '../figure.js';
import { placeOrder } from '../orders.js';
import { atOnce, inTurns, perSecond } from '../turns.js';
import { bytesOfOneAppend } from './embedded-append.figure.js';

const COUNT = 1_500;
const WIDTH = 64;
const CUSTOMER = '5b0c9f53-3d1e-5a53-8a39-0f6f3e0d6a01';

interface StoredEvent {
  readonly type: string;
  readonly data: JsonObject;
  readonly metadata: JsonObject;
}

/** The client's own way: read the stream, which isn't there, and append the same event to it. */
const readAndAppend = async (
  client: EventStoreDBClient,
  stream: string,
  event: StoredEvent,
): Promise<void> => {
  try {
    for await (const _ of client.readStream(stream, { fromRevision: START }))
      throw new Error(`${stream} is there`);
  } catch (error) {
    if (!(error instanceof StreamNotFoundError)) throw error;
  }
  await client.appendToStream(stream, [jsonEvent(event)], { expectedRevision: 'no_stream' });
};

export const eventStoreDbAppend: Figure = {
  name: 'load-decide-append, eventstoredb adapter',
  about:
    '64 at once ÷ the client’s own read and append, same server (the protocol double, or EVENTSTOREDB_URL)',
  target: { atLeast: 0.85 },
  measure: async ({ folder }) => {
    const server = await eventStoreDb(folder);
    const { address } = server;
    const store = await EventStoreDbEventStore.connect(address);
    const client = EventStoreDBClient.connectionString(address);
    const engine = new CommandEngine(store, new EventCodec([orderDecider.events]), { now: () => new Date() });
    const event = JSON.parse((await bytesOfOneAppend(folder)).toString()) as StoredEvent;
    const run = `${process.pid}-${Date.now()}`;
    let round = 0;
    const result = await inTurns(
      'commands/s',
      7,
      () => {
        round += 1;
        return perSecond(COUNT, () =>
          atOnce(WIDTH, COUNT, (index) =>
            engine.handle(orderDecider, placeOrder(CUSTOMER, `${run}-${round}-${index}`)),
          ),
        );
      },
      () =>
        perSecond(COUNT, () =>
          atOnce(WIDTH, COUNT, (index) => readAndAppend(client, `raw-${run}-${round}-${index}`, event)),
        ),
    );
    await store.close();
    await client.dispose();
    await server.stop();
    return { ...result, note: server.note };
  },
};
