import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { EventStoreDBClient } from '@eventstore/db-client';
import { setImmediate } from 'node:timers/promises';
import { type StartedDouble, startDouble } from '../../../../test/servers/eventstoredb/double.fixture.js';
import { type EventStoreDbDouble } from '../../../../test/servers/eventstoredb/eventstoredb-double.js';
import { until } from '../../../../test/support/until.js';
import { appended, newEvent, newEvents } from '../contract.fixture.js';
import {
  EventsMissingError,
  EventStoreAccessError,
  EventStoreUnavailableError,
  EventTooLargeError,
  MAX_APPEND_BYTES,
} from '../event-store.port.js';
import { EventStoreDbEventStore, type EventStoreDbOptions } from './eventstoredb.event-store.js';

// Time is not what is tested; a machine may be busy.
jest.setTimeout(60_000);

const STREAM = 'customer-1';
const ATTEMPTS = 3;

let started: StartedDouble;
let double: EventStoreDbDouble;
let store: EventStoreDbEventStore;

const options: EventStoreDbOptions = {
  attempts: ATTEMPTS,
  budget: 120_000,
  probeEvery: 600_000,
  delay: () => setImmediate(),
};

/** With a call of `BatchAppend` open. */
async function connect(more: EventStoreDbOptions = {}): Promise<void> {
  store = await EventStoreDbEventStore.connect(double.connectionString, { ...options, ...more });
  const calls = double.batchCalls;
  await until('a batch is open', async () => {
    expect(await store.append(STREAM, newEvents(1), 99)).toMatchObject({ outcome: 'conflict' });
    return double.batchCalls > calls;
  });
}

beforeEach(async () => {
  started = await startDouble();
  ({ double } = started);
  await connect();
});

afterEach(async () => {
  await store.close();
  await started.dispose();
});

const storedIds = async () => (await store.readStream(STREAM)).map(({ id }) => id);

describe('appends that go together', () => {
  it('are one call for all, each answered for itself, in whatever order', async () => {
    const calls = double.batchCalls;
    const answers = await Promise.all(
      Array.from({ length: 64 }, (_, index) => store.append(`order-${index}`, newEvents(2), 'no-stream')),
    );
    expect(double.batchCalls).toBe(calls);
    for (const [index, answer] of answers.entries()) {
      const last = (await store.readStream(`order-${index}`)).at(-1);
      expect(appended(answer)).toMatchObject({ revision: 1, position: last?.position });
    }
  });

  it('are stored as those by calls of their own are', async () => {
    const event = newEvent({ text: 'Zoë', nested: [1, { a: null }] }, { actor: 'x' });
    const position = appended(await store.append(STREAM, [event], 'no-stream')).position;
    expect(await store.readStream(STREAM)).toEqual([
      {
        id: event.id,
        type: event.type,
        data: JSON.parse(event.data) as unknown,
        metadata: JSON.parse(event.metadata) as unknown,
        stream: STREAM,
        revision: 0,
        position,
      },
    ]);
  });

  it('name the revision that a conflict met', async () => {
    expect(await store.append(STREAM, newEvents(1), 4)).toEqual({ outcome: 'conflict', actual: 'no-stream' });
    appended(await store.append(STREAM, newEvents(3), 'no-stream'));
    expect(await store.append(STREAM, newEvents(1), 'no-stream')).toEqual({ outcome: 'conflict', actual: 2 });
  });

  it.each(['connection-lost-before', 'connection-lost-after', 'unavailable', 'access-denied'] as const)(
    'are sent again by calls of their own (%s), and happen once',
    async (fault) => {
      double.faults.order('append', fault);
      const events = newEvents(2);
      const { revision, position } = appended(await store.append(STREAM, events, 'no-stream'));
      expect((await store.readStream(STREAM)).at(-1)).toMatchObject({ revision, position });
      expect(await storedIds()).toEqual(events.map(({ id }) => id));
    },
  );

  it.each(['silent-before', 'silent-after'] as const)(
    'are not waited for when the server is silent (%s); those beside them happen once, too',
    async (fault) => {
      await store.close();
      await connect({ timeLimit: 1_000 });
      double.faults.order('append', fault);
      const events = newEvents(2);
      const silent = store.append(STREAM, events, 'no-stream');
      const others = await Promise.all(
        Array.from({ length: 8 }, (_, index) => store.append(`order-${index}`, newEvents(1), 'no-stream')),
      );
      expect([await silent, ...others].map(({ outcome }) => outcome)).not.toContain('conflict');
      expect(await storedIds()).toEqual(events.map(({ id }) => id));
    },
  );

  it('are refused as calls of their own are', async () => {
    const type = 'T'.repeat(200);
    const text = 'x'.repeat(MAX_APPEND_BYTES - type.length - '{"text":""}{}'.length);
    const large = store.append(STREAM, [{ ...newEvent({ text }), type }], 'no-stream');
    await expect(large).rejects.toThrow(EventTooLargeError);
    double.faults.order('append', 'access-denied', 2);
    await expect(store.append(STREAM, newEvents(1), 'no-stream')).rejects.toThrow(EventStoreAccessError);
    double.faults.order('append', 'unavailable', ATTEMPTS + 1);
    await expect(store.append(STREAM, newEvents(1), 'no-stream')).rejects.toThrow(EventStoreUnavailableError);
    appended(await store.append(STREAM, newEvents(1), 'no-stream'));
    const client = EventStoreDBClient.connectionString(double.connectionString);
    await client.tombstoneStream(`dossier.${STREAM}`);
    await client.dispose();
    await expect(store.append(STREAM, newEvents(1), 0)).rejects.toThrow(EventsMissingError);
  });

  it('happen once, among many at once, however often connections are lost', async () => {
    await store.close();
    await connect({ attempts: 50 });
    for (let index = 0; index < 3; index += 1) {
      double.faults.order('append', 'connection-lost-after');
      double.faults.order('append', 'connection-lost-before');
    }
    const large = { text: 'x'.repeat(10_000) };
    const results = await Promise.all(
      Array.from({ length: 64 }, (_, index) =>
        store.append(`order-${index}`, [newEvent(large), newEvent(large)], 'no-stream'),
      ),
    );
    expect(results.map(({ outcome }) => outcome)).not.toContain('conflict');
    expect(await store.readAll({ limit: 1_000 })).toHaveLength(128);
  });

  it('go together again after a restart of the server', async () => {
    double = await started.restart(() => Promise.resolve());
    let revision = -1;
    await until('a batch is open again', async () => {
      const expected = revision === -1 ? 'no-stream' : revision;
      ({ revision } = appended(await store.append(STREAM, newEvents(1), expected)));
      return double.batchCalls > 0;
    });
    expect(await storedIds()).toHaveLength(revision + 1);
  });

  it('are calls of their own where the server offers no batches', async () => {
    const other = await startDouble({ batchAppend: false });
    const alone = await EventStoreDbEventStore.connect(other.double.connectionString, options);
    for (let revision = -1; revision < 3; revision += 1)
      appended(await alone.append(STREAM, newEvents(1), revision === -1 ? 'no-stream' : revision));
    expect(other.double.batchCalls).toBe(0);
    await alone.close();
    await other.dispose();
  });
});
