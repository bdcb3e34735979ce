import { EventStoreDBClient, START, streamNameFilter } from '@eventstore/db-client';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { EventStoreDbEventStore } from '../../../libs/event-sourcing/event-store/eventstoredb/eventstoredb.event-store.js';
import {
  ConsumerGroup,
  type EventCodec,
  ProjectionRunner,
  type ReadStore,
} from '../../../libs/event-sourcing/core.js';
import { eventStoreDb } from '../eventstoredb.js';
import { type Figure, LeftOut } from '../figure.js';
import { emptyReadStores } from '../read-stores.js';
import { inTurns, perSecond } from '../turns.js';
import { allProjections, keysBeside, wholeCodec } from '../whole-service.js';
import { CDNOW, importCdnow } from './import.figure.js';

/** Builds all read models from the server's log. */
const build = async (
  address: string,
  streamPrefix: string,
  codec: EventCodec,
  readStore: ReadStore,
): Promise<void> => {
  const eventStore = await EventStoreDbEventStore.connect(address, { streamPrefix });
  const group = new ConsumerGroup({
    eventStore,
    readStore,
    codec,
    now: () => new Date(),
    owner: 'bench',
    alone: true,
  });
  const runner = new ProjectionRunner({ group, projections: allProjections });
  await runner.catchUp();
  const stopped = (await runner.status()).filter(({ state }) => state === 'stopped');
  if (stopped.length > 0) throw new Error(`stopped: ${JSON.stringify(stopped)}`);
  await runner.stop();
  await eventStore.close();
};

/** Reads so many events by a subscription, as the client gives them. */
const read = async (client: EventStoreDBClient, prefix: string, events: number): Promise<void> => {
  const filter = streamNameFilter({ prefixes: [prefix] });
  const subscription = client.subscribeToAll({ fromPosition: START, filter });
  let left = events;
  for await (const _ of subscription) {
    left -= 1;
    if (left === 0) break;
  }
  await subscription.unsubscribe();
};

export const readModelsFromEventStoreDb: Figure = {
  name: 'building all read models, eventstoredb adapter',
  about:
    'events/s of an imported cdnow-sample.txt ÷ the bare client’s subscription, same server (the protocol double, or EVENTSTOREDB_URL)',
  target: { atLeast: 0.3 },
  measure: async ({ folder }) => {
    if (!existsSync(CDNOW)) throw new LeftOut(`there is no ${CDNOW}`);
    const server = await eventStoreDb(folder);
    const prefix = `bench.${process.pid}-${Date.now()}.`;
    const data = join(folder, 'import');
    await importCdnow({
      DOSSIER_DATA: data,
      DOSSIER_EVENT_STORE: server.address,
      DOSSIER_STREAM_PREFIX: prefix,
    });
    const store = await EventStoreDbEventStore.connect(server.address, { streamPrefix: prefix });
    const events = (await store.readAll({ limit: 1_000_000 })).length;
    await store.close();
    const keys = await keysBeside(join(data, 'events'));
    const codec = wholeCodec(keys.keys);
    const client = EventStoreDBClient.connectionString(server.address);
    const readStores = emptyReadStores();
    let round = 0;
    const result = await inTurns(
      'events/s',
      3,
      () =>
        readStores.use(join(folder, `read-models-${(round += 1)}`), (readStore) =>
          perSecond(events, () => build(server.address, prefix, codec, readStore)),
        ),
      () => perSecond(events, () => read(client, prefix, events)),
    );
    await client.dispose();
    await keys.close();
    await server.stop();
    return { ...result, note: `${server.note}, ${readStores.note}` };
  },
};
