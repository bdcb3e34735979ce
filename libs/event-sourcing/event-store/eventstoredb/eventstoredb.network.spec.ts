import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type StartedDouble, startDouble } from '../../../../test/servers/eventstoredb/double.fixture.js';
import { FaultyProxy } from '../../../../test/support/faulty.proxy.js';
import { until } from '../../../../test/support/until.js';
import { account, deposit, now } from '../../testing/account.fixture.js';
import { CommandEngine } from '../../commands/command-engine.js';
import { EventCodec } from '../../events/event-codec.js';
import { Impediments } from '../../health/impediments.js';
import { appended, newEvents } from '../contract.fixture.js';
import { EventStoreUnavailableError } from '../event-store.port.js';
import { EventStoreDbEventStore } from './eventstoredb.event-store.js';

const STREAM = 'customer-1';

let started: StartedDouble;

beforeEach(async () => {
  started = await startDouble();
});

afterEach(async () => {
  await started.dispose();
});

describe('when the network fails', () => {
  let proxy: FaultyProxy;
  let store: EventStoreDbEventStore;
  let impediments: Impediments;
  const reasons = () => impediments.list().map(({ reason }) => reason);

  beforeEach(async () => {
    proxy = await FaultyProxy.start(started.double.port);
    impediments = new Impediments();
    store = await EventStoreDbEventStore.connect(`esdb://127.0.0.1:${proxy.port}?tls=false`, {
      impediments,
      timeLimit: 1_000,
      budget: 2_000,
      clientPatience: 3_000,
      probeEvery: 50,
    });
    await until('the store is reached', () => impediments.list().length === 0);
  });

  afterEach(async () => {
    await store.close();
    await proxy.close();
  });

  it.each([
    [
      'swallows everything',
      (broken: FaultyProxy) => {
        broken.swallow();
      },
    ],
    [
      'cuts every connection',
      (broken: FaultyProxy) => {
        broken.cut();
      },
    ],
    [
      'accepts connections and never answers',
      (broken: FaultyProxy) => {
        broken.halfOpen();
      },
    ],
  ])('and %s, calls fail in time, then at once, and all works again afterwards', async (_, fail) => {
    const first = newEvents(1);
    appended(await store.append(STREAM, first, 'no-stream'));
    const stop = new AbortController();
    const delivered: string[] = [];
    const following = (async () => {
      for await (const { events } of store.subscribe({ signal: stop.signal })) {
        delivered.push(...events.map(({ id }) => id));
      }
    })();
    await until('the subscription is there', () => delivered.length === 1);
    fail(proxy);
    await expect(store.append(STREAM, newEvents(1), 0)).rejects.toThrow(EventStoreUnavailableError);
    await until('it is known', () => impediments.list().length === 1);
    await until('calls fail at once', () =>
      store.readStream(STREAM).then(
        () => false,
        (error: unknown) => String(error).includes('has not answered for'),
      ),
    );
    proxy.restore();
    await until('it is over', () => impediments.list().length === 0);
    const read = await store.readStream(STREAM);
    appended(await store.append(STREAM, newEvents(1), read.length - 1));
    await until('the subscription goes on', () => delivered.length === read.length + 1);
    stop.abort();
    await following;
  });

  it('and is slow, whatever fits into the time limit is answered, and nothing stands in the way', async () => {
    proxy.delay(50);
    appended(await store.append(STREAM, newEvents(1), 'no-stream'));
    expect(await store.readStream(STREAM)).toHaveLength(1);
    expect(reasons()).toEqual([]);
  });

  it('says so when reads are answered and appends are not, as without a quorum', async () => {
    started.double.faults.order('append', 'silent-before', 10_000);
    await until('the probe has found it', () => reasons().some((reason) => reason.includes('append')));
    expect(await store.readStream(STREAM)).toEqual([]);
    started.double.faults.clear();
    await until('it is over', () => reasons().length === 0);
  });

  it('names what its login may not do', async () => {
    started.double.faults.order('read', 'access-denied', 10_000);
    await until('the probe has found it', () => reasons().some((reason) => reason.includes('may not read')));
  });
});

describe('a command that comes again', () => {
  it('reads from the server what stands in its stream, however much stands behind it in the log', async () => {
    const store = await EventStoreDbEventStore.connect(started.double.connectionString);
    const engine = () =>
      new CommandEngine(store, new EventCodec([account.events]), { now: () => now, cacheSize: 0 });
    await engine().handle(account, deposit(10, 'a'));
    const readFor = async () => {
      const before = started.double.eventsRead;
      expect(await engine().handle(account, deposit(10, 'a'))).toMatchObject({ outcome: 'repeated' });
      return started.double.eventsRead - before;
    };
    started.double.writeSystemEvents(100);
    expect(await readFor()).toBe(1);
    started.double.writeSystemEvents(50_000);
    expect(await readFor()).toBe(1);
    await store.close();
  });
});
