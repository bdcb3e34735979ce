import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startDouble, type StartedDouble } from '../../../test/servers/eventstoredb/double.fixture.js';
import { ConsumerGroup } from '../consumers/consumer-group.js';
import { StoresMismatchError } from '../consumers/same-log.js';
import { EventStoreDbEventStore } from '../event-store/eventstoredb/eventstoredb.event-store.js';
import { Impediments } from '../health/impediments.js';
import { ProjectionRunner } from '../projections/projection-runner.js';
import { eventually } from '../testing/eventually.js';
import { InMemoryReadStore } from '../testing/in-memory.read-store.js';
import { append, placed, shopCodec, spend } from '../testing/shop.fixture.js';
import { StoreMatch } from './store-match.js';

const nothing = () => Promise.resolve();

describe('StoreMatch', () => {
  let server: StartedDouble;
  let eventStore: EventStoreDbEventStore;
  let readStore: InMemoryReadStore;
  let impediments: Impediments;

  beforeEach(async () => {
    server = await startDouble();
    eventStore = await EventStoreDbEventStore.connect(server.double.connectionString);
    readStore = new InMemoryReadStore();
    impediments = new Impediments();
    await append(eventStore, [placed('anna', 1)]);
    const group = new ConsumerGroup({
      ...{ eventStore, readStore },
      codec: shopCodec,
      now: () => new Date(),
      owner: 'one',
    });
    const runner = new ProjectionRunner({ group, projections: [spend] });
    await runner.catchUp();
    await runner.stop();
  });

  afterEach(async () => {
    await eventStore.close();
    await server.dispose();
  });

  const matchOf = (rebuild: boolean) =>
    new StoreMatch({ eventStore, readStore, impediments, rebuild, lookEvery: 10 });

  it('tells readiness while the server has another log than when the process started', async () => {
    const match = matchOf(false);
    await match.start();
    await server.restart(nothing, 'emptied');
    await eventually('readiness knows', () => impediments.list().length > 0);
    expect(impediments.list()).toEqual([
      { component: 'stores', reason: expect.stringContaining('the event store is empty') },
    ]);
    await server.restart(nothing);
    await eventually('readiness is clear', () => impediments.list().length === 0);
    await match.stop();
  });

  it('refuses the start beside another log, unless read models are to be built anew', async () => {
    await server.restart(nothing, 'emptied');
    await expect(matchOf(false).start()).rejects.toThrow(StoresMismatchError);
    const match = matchOf(true);
    await match.start();
    await match.stop();
    expect(await readStore.collectionNames()).toEqual([]);
  });
});
