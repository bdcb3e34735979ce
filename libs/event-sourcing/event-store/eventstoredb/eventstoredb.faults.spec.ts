import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { type StartedDouble, startDouble } from '../../../../test/servers/eventstoredb/double.fixture.js';
import { type Fault } from '../../../../test/servers/eventstoredb/faults.js';
import { type EventStoreDbDouble } from '../../../../test/servers/eventstoredb/eventstoredb-double.js';
import { appended, deliveriesUntil, eventsOf, newEvent, newEvents } from '../contract.fixture.js';
import {
  type Delivery,
  EventStoreError,
  EventStoreUnavailableError,
  EventTooLargeError,
  MAX_APPEND_BYTES,
} from '../event-store.port.js';
import { EventStoreDbEventStore, type EventStoreDbOptions } from './eventstoredb.event-store.js';

// Time is not what is tested; a machine may be busy.
jest.setTimeout(30_000);

const STREAM = 'customer-1';
const ATTEMPTS = 4;

let started: StartedDouble;
let double: EventStoreDbDouble;
let store: EventStoreDbEventStore;
let delays: number[];
/** How many calls there were before the test. */
let before: Readonly<Record<'append' | 'read', number>>;
/** What happens between the attempts of a call, in place of time passing. */
let meanwhile: () => Promise<unknown>;

const retryAtOnce: EventStoreDbOptions = {
  attempts: ATTEMPTS,
  budget: 120_000,
  firstDelay: 100,
  longestDelay: 300,
  random: () => 0.5,
  // What probes do is seen elsewhere: here calls are counted.
  probeEvery: 600_000,
  delay: async (milliseconds) => {
    delays.push(milliseconds);
    await meanwhile();
  },
};

beforeEach(async () => {
  delays = [];
  meanwhile = () => setImmediate();
  // Calls of their own; those that go together are in `batched-appends.spec.ts`.
  started = await startDouble({ batchAppend: false });
  ({ double } = started);
  store = await EventStoreDbEventStore.connect(double.connectionString, retryAtOnce);
  // The log has its identity from then on, and no event.
  expect(await store.append(STREAM, newEvents(1), 1)).toMatchObject({ outcome: 'conflict' });
  before = { append: double.faults.calls('append'), read: double.faults.calls('read') };
});

afterEach(async () => {
  await store.close();
  await started.dispose();
});

/** Where the server is to be silent, puts up with that for a second only. */
async function impatient(fault: Fault): Promise<void> {
  if (!fault.startsWith('silent')) return;
  await store.close();
  store = await EventStoreDbEventStore.connect(double.connectionString, { ...retryAtOnce, timeLimit: 1_000 });
}

const calls = (operation: 'append' | 'read') => double.faults.calls(operation) - before[operation];

async function storedIds(): Promise<string[]> {
  return (await store.readStream(STREAM)).map(({ id }) => id);
}

describe('an append', () => {
  it('is made again when the connection was lost before it took effect', async () => {
    double.faults.order('append', 'connection-lost-before');
    const events = newEvents(2);
    const { position } = appended(await store.append(STREAM, events, 'no-stream'));
    expect((await store.readStream(STREAM)).at(-1)?.position).toBe(position);
    expect(await storedIds()).toEqual(events.map(({ id }) => id));
    expect(calls('append')).toBe(2);
  });

  it.each(['connection-lost-after', 'silent-after'] as const)(
    'is answered as if for the first time when its answer got lost (%s)',
    async (fault) => {
      await impatient(fault);
      double.faults.order('append', fault);
      const events = newEvents(2);
      const { revision, position } = appended(await store.append(STREAM, events, 'no-stream'));
      expect((await store.readStream(STREAM)).at(-1)).toMatchObject({ revision, position });
      expect(await storedIds()).toEqual(events.map(({ id }) => id));
    },
  );

  it('is answered so though the stream moved on before it was made again', async () => {
    double.faults.order('append', 'connection-lost-after');
    const [event, other] = [newEvent(), newEvent()];
    const another = await EventStoreDbEventStore.connect(double.connectionString);
    meanwhile = () => another.append(STREAM, [other], 0);
    expect(await store.append(STREAM, [event], 'no-stream')).toMatchObject({
      outcome: 'appended',
      revision: 0,
    });
    expect(await storedIds()).toEqual([event.id, other.id]);
    await another.close();
  });

  it('loses to an append that came before it was made again', async () => {
    double.faults.order('append', 'connection-lost-before');
    const another = await EventStoreDbEventStore.connect(double.connectionString);
    meanwhile = () => another.append(STREAM, newEvents(1), 'no-stream');
    const conflict = { outcome: 'conflict', actual: 0 };
    expect(await store.append(STREAM, newEvents(1), 'no-stream')).toEqual(conflict);
    await another.close();
  });

  it('is made again while the server is unavailable, after delays that grow up to a bound', async () => {
    double.faults.order('append', 'unavailable', ATTEMPTS - 1);
    appended(await store.append(STREAM, newEvents(1), 'no-stream'));
    expect(delays).toEqual([75, 150, 225]);
  });

  it.each(['unavailable', 'silent-before', 'connection-lost-before'] as const)(
    'fails after a bounded number of attempts (%s)',
    async (fault) => {
      await impatient(fault);
      double.faults.order('append', fault, ATTEMPTS);
      const append = store.append(STREAM, newEvents(1), 'no-stream');
      await expect(append).rejects.toThrow(EventStoreUnavailableError);
      expect(calls('append')).toBe(ATTEMPTS);
      expect(await storedIds()).toEqual([]);
    },
  );

  it('is made again when a silent server missed it', async () => {
    await impatient('silent-before');
    double.faults.order('append', 'silent-before');
    appended(await store.append(STREAM, newEvents(1), 'no-stream'));
    expect(await storedIds()).toHaveLength(1);
  });

  it('happens once, among many at once, however often connections are lost', async () => {
    for (let index = 0; index < 3; index += 1) {
      double.faults.order('append', 'connection-lost-after');
      double.faults.order('append', 'connection-lost-before');
    }
    await store.close();
    store = await EventStoreDbEventStore.connect(double.connectionString, { ...retryAtOnce, attempts: 50 });
    const large = { text: 'x'.repeat(10_000) };
    const results = await Promise.all(
      Array.from({ length: 64 }, (_, index) =>
        store.append(`order-${index}`, [newEvent(large), newEvent(large)], 'no-stream'),
      ),
    );
    expect(results.map(({ outcome }) => outcome)).not.toContain('conflict');
    expect(await store.readAll({ limit: 1_000 })).toHaveLength(128);
  });

  it('outlives a restart of the server', async () => {
    await store.close();
    store = await EventStoreDbEventStore.connect(double.connectionString);
    const events = newEvents(2);
    appended(await store.append(STREAM, events.slice(0, 1), 'no-stream'));
    const position = await store.head();
    let append: Promise<unknown> = Promise.resolve();
    await started.restart(() => {
      append = store.append(STREAM, events.slice(1), 0);
      return setTimeout(50);
    });
    await append;
    expect(await storedIds()).toEqual(events.map(({ id }) => id));
    expect((await store.readStream(STREAM))[0]?.position).toBe(position);
  });

  it('is too large when the server says so, which counts more than the events', async () => {
    const type = 'T'.repeat(200);
    const text = 'x'.repeat(MAX_APPEND_BYTES - type.length - '{"text":""}{}'.length);
    const append = store.append(STREAM, [{ ...newEvent({ text }), type }], 'no-stream');
    await expect(append).rejects.toThrow(EventTooLargeError);
    expect(calls('append')).toBe(1);
  });
});

describe('a read', () => {
  it.each(['unavailable', 'connection-lost-before', 'connection-lost-after', 'silent-after'] as const)(
    'of a stream is made again from the start, and comes whole (%s)',
    async (fault) => {
      const events = newEvents(20);
      await store.append(STREAM, events, 'no-stream');
      await impatient(fault);
      double.faults.order('read', fault, 2);
      expect(await storedIds()).toEqual(events.map(({ id }) => id));
      // On a busy machine, an attempt that nothing is wrong with may also be given up.
      expect(calls('read')).toBeGreaterThanOrEqual(3);
    },
  );

  it('of the log is made again page by page', async () => {
    const events = newEvents(20);
    await store.append(STREAM, events, 'no-stream');
    double.faults.order('read', 'connection-lost-after', 2);
    expect((await store.readAll({ limit: 30 })).map(({ id }) => id)).toEqual(events.map(({ id }) => id));
  });

  it('fails after a bounded number of attempts', async () => {
    double.faults.order('read', 'unavailable', ATTEMPTS);
    await expect(store.readStream(STREAM)).rejects.toThrow(EventStoreUnavailableError);
  });

  it('is not made again once the store is closed', async () => {
    double.faults.order('read', 'unavailable', ATTEMPTS);
    meanwhile = () => store.close();
    await expect(store.readStream(STREAM)).rejects.toThrow(EventStoreUnavailableError);
    expect(calls('read')).toBe(1);
    await expect(store.readStream(STREAM)).rejects.toThrow(EventStoreError);
  });
});

describe('a subscription', () => {
  const revisions = (deliveries: readonly Delivery[]) => eventsOf(deliveries).map(({ revision }) => revision);
  const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);
  const append = (first: number, count: number) =>
    store.append(STREAM, newEvents(count), first === 0 ? 'no-stream' : first - 1);

  it.each([
    [
      'the server drops it as too slow',
      () => {
        double.dropSlowConsumers();
      },
    ],
    [
      'the connection is lost',
      () => {
        double.loseConnections();
      },
    ],
  ])('goes on behind the last delivery whenever %s', async (_case, fail) => {
    await append(0, 300);
    const deliveries = await deliveriesUntil(store, { batchSize: 40 }, async (sofar) => {
      if (eventsOf(sofar).length === 300) await append(300, 100);
      fail();
      await setImmediate();
      return eventsOf(sofar).length >= 400;
    });
    expect(revisions(deliveries)).toEqual(upTo(400));
    expect(delays.length).toBeGreaterThan(1);
  });

  it('goes on when it was caught up and then lost, and marks the end again', async () => {
    await append(0, 3);
    let marks = 0;
    const deliveries = await deliveriesUntil(store, {}, async (sofar) => {
      if (sofar.at(-1)?.caughtUp !== true) return false;
      marks += 1;
      if (marks === 2) return true;
      double.dropSlowConsumers();
      await append(3, 2);
      return false;
    });
    expect(revisions(deliveries)).toEqual(upTo(5));
  });

  it.each(['unavailable', 'connection-lost-before', 'silent-before'] as const)(
    'is asked for until it is confirmed (%s)',
    async (fault) => {
      await impatient(fault);
      await append(0, 3);
      double.faults.order('subscribe', fault, ATTEMPTS + 1);
      const deliveries = await deliveriesUntil(store, {}, (sofar) => eventsOf(sofar).length >= 3);
      expect(revisions(deliveries)).toEqual(upTo(3));
    },
  );

  it('outlives a restart of the server', async () => {
    await append(0, 3);
    const deliveries = await deliveriesUntil(store, {}, async (sofar) => {
      if (sofar.length > 1) return eventsOf(sofar).length >= 4;
      meanwhile = () => setTimeout(20);
      await started.restart(() => Promise.resolve());
      await append(3, 1);
      return false;
    });
    expect(revisions(deliveries)).toEqual(upTo(4));
  });

  it('moves its position over system events, and is caught up behind them', async () => {
    await append(0, 1);
    const head = await store.head();
    const deliveries = await deliveriesUntil(store, {}, (sofar) => {
      if (sofar.length === 1) double.writeSystemEvents(600);
      return (sofar.at(-1)?.position ?? '') > (head ?? '');
    });
    expect(eventsOf(deliveries)).toHaveLength(1);
    const after = deliveries.at(-1)?.position ?? '';
    const rest = await deliveriesUntil(store, { after }, (sofar) => sofar.at(-1)?.caughtUp === true);
    expect(eventsOf(rest)).toEqual([]);
    expect(await store.head()).toBe(head);
  });

  it('leaves nothing behind on the server when it is left, aborted, or the store closed', async () => {
    await append(0, 1);
    const gone = async () => {
      const patience = AbortSignal.timeout(10_000);
      while (double.subscriptionCount > 0) await setTimeout(5, undefined, { signal: patience });
    };
    await deliveriesUntil(store, {}, () => double.subscriptionCount === 1);
    await gone();
    const ending = [
      () => {
        aborter.abort();
      },
      () => void store.close(),
    ];
    const aborter = new AbortController();
    for (const end of ending) {
      const signal = end === ending[0] ? aborter.signal : new AbortController().signal;
      for await (const { caughtUp } of store.subscribe({ signal })) {
        expect(double.subscriptionCount).toBe(1);
        if (caughtUp) end();
      }
      await gone();
    }
  });
});
