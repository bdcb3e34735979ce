import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { type StartedDouble, startDouble } from '../../../../test/servers/eventstoredb/double.fixture.js';
import { appended, deliveriesUntil, eventsOf, newEvents } from '../contract.fixture.js';
import { EventStoreDbEventStore } from './eventstoredb.event-store.js';

// Time is not what is tested; a machine may be busy.
jest.setTimeout(60_000);

let started: StartedDouble;
let client: EventStoreDBClient;
const opened: EventStoreDbEventStore[] = [];

const connect = async (streamPrefix = 'dossier.') => {
  const store = await EventStoreDbEventStore.connect(started.double.connectionString, { streamPrefix });
  opened.push(store);
  return store;
};

beforeEach(async () => {
  started = await startDouble();
  client = EventStoreDBClient.connectionString(started.double.connectionString);
});

afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
  await client.dispose();
  await started.dispose();
});

const isCaughtUp = (deliveries: readonly { readonly caughtUp: boolean }[]) =>
  deliveries.at(-1)?.caughtUp === true;

describe('a log on a server that others use', () => {
  it('is found to be empty without reading what others wrote, however much that is', async () => {
    const readFor = async () => {
      const before = started.double.eventsRead;
      const store = await connect();
      expect(await store.identity()).toBeUndefined();
      expect(await store.head()).toBeUndefined();
      await deliveriesUntil(store, {}, isCaughtUp);
      return started.double.eventsRead - before;
    };
    started.double.writeSystemEvents(100);
    expect(await readFor()).toBe(0);
    started.double.writeSystemEvents(50_000);
    expect(await readFor()).toBe(0);
  });

  it('is looked through no further back than where it begins', async () => {
    started.double.writeSystemEvents(20_000);
    const refused = await (await connect()).append('customer-1', newEvents(1), 5);
    expect(refused).toMatchObject({ outcome: 'conflict' });
    started.double.writeSystemEvents(10);
    const before = started.double.eventsRead;
    const store = await connect();
    expect(await store.identity()).toMatch(/./);
    expect(await store.head()).toBeUndefined();
    expect(started.double.eventsRead - before).toBeLessThan(50);
  });

  it('has its identity before its first event, when processes begin it at once', async () => {
    const stores = await Promise.all([connect(), connect(), connect()]);
    await Promise.all(
      stores.map((store, index) => store.append(`customer-${index}`, newEvents(1), 'no-stream')),
    );
    const types: string[] = [];
    for await (const { event } of client.readAll()) if (event !== undefined) types.push(event.type);
    const ours = types.filter((type) => ['LogBegun', 'SomethingNoted'].includes(type));
    expect(ours).toEqual(['LogBegun', 'SomethingNoted', 'SomethingNoted', 'SomethingNoted']);
    expect(new Set(await Promise.all(stores.map((store) => store.identity()))).size).toBe(1);
  });

  it('is found whole where its identity was made after its first events', async () => {
    const event = jsonEvent({ type: 'SomethingNoted', data: {} });
    await client.appendToStream('dossier.customer-1', event);
    await client.appendToStream('identity.dossier.', jsonEvent({ type: 'LogBegun', data: {} }));
    const store = await connect();
    const [first] = await store.readStream('customer-1');
    expect(await store.head()).toBe(first?.position);
  });

  it('gets an identity anew when a process goes on with a server that was emptied', async () => {
    const store = await connect();
    appended(await store.append('customer-1', newEvents(1), 'no-stream'));
    const before = await store.identity();
    await started.restart(() => Promise.resolve(), 'emptied');
    await store.head();
    const { position } = appended(await store.append('customer-2', newEvents(1), 'no-stream'));
    expect(await store.head()).toBe(position);
    expect(await store.identity()).not.toBe(before);
    expect(eventsOf(await deliveriesUntil(store, {}, isCaughtUp))).toHaveLength(1);
  });
});
