import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type EmbeddedEventStore } from '../event-store/embedded/embedded.event-store.js';
import { type Delivery, type EventStore, type SubscribeOptions } from '../event-store/event-store.port.js';
import { Impediments } from '../health/impediments.js';
import { type PositionedDocument } from '../read-store/read-store.port.js';
import { eventually } from '../testing/eventually.js';
import { RunnerHarness } from '../testing/runner.harness.js';
import { append, erased, orders, placed, type ShopEvent, spend } from '../testing/shop.fixture.js';
import { type ProjectionRunner } from './projection-runner.js';
import { type Verification } from './verification.js';

describe('Documents compared with the log', () => {
  let harness: RunnerHarness;
  let impediments: Impediments;
  let asked = 0;

  beforeEach(async () => {
    harness = await RunnerHarness.open();
    impediments = new Impediments();
  });

  afterEach(() => harness.close());

  const run = (options: { readonly verifyEvery?: number; readonly eventStore?: EventStore } = {}) =>
    harness.run('one', [spend, orders], { impediments, leaseDuration: 60, ...options });

  const verificationOf = async (runner: ProjectionRunner, name = 'spend') => {
    const statuses = await runner.status();
    return statuses.find((status) => status.name === name && status.role === 'active')?.verification;
  };

  /** Asks for it, and waits for what is found. */
  const verified = async (
    runner: ProjectionRunner,
    sample: number | 'all' = 'all',
    name = 'spend',
  ): Promise<Verification> => {
    asked += 1;
    const id = `request-${asked}`;
    await runner.verify(name, { id, sample });
    let verification: Verification | undefined;
    await eventually('what was asked is answered', async () => {
      verification = await verificationOf(runner, name);
      return verification?.request === id;
    });
    if (!verification) throw new Error('nothing was found');
    return verification;
  };

  const reasons = () => impediments.list().map(({ component, reason }) => `${component}: ${reason}`);

  const documents = (name = 'spend@1') => harness.readStore.collection<PositionedDocument>(name);

  /** Customers `c0`, `c1` and so on with some orders each; the third is erased. */
  const fill = async (customers: number) => {
    const events: ShopEvent[] = Array.from({ length: customers * 3 }, (_, index) =>
      placed(`c${index % customers}`, index),
    );
    await append(harness.eventStore, events);
    return append(harness.eventStore, [erased('c2')]);
  };

  it('are found equal where nothing is wrong, deleted ones among them', async () => {
    const runner = run();
    const position = await fill(20);
    await runner.catchUp(position);
    const sound = { position, compared: 20, all: true, differing: 0, differences: [], failure: null };
    expect(await verified(runner)).toMatchObject(sound);
    expect(await verified(runner, 'all', 'orders')).toMatchObject({ ...sound, compared: 60 });
    expect(await verified(runner, 5)).toMatchObject({ ...sound, compared: 5, all: false });
    expect(reasons()).toEqual([]);
  });

  it('are named where they differ, are missing or shouldn’t be there, until a rebuild', async () => {
    const runner = run();
    await runner.catchUp(await fill(20));
    await documents().updateOne({ _id: 'c5' }, { $set: { total: 1 } });
    await documents().deleteOne('c7');
    await documents().updateOne({ _id: 'c2' }, { $unset: { _deleted: '' }, $set: { orders: 3 } });
    await documents().updateOne({ _id: 'who' }, { $set: { _position: '0', orders: 1 } }, { upsert: true });
    const { differences, differing } = await verified(runner);
    expect(differing).toBe(4);
    expect([...differences].sort((one, other) => one.id.localeCompare(other.id))).toEqual([
      { id: 'c2', is: 'unexpected', path: null },
      { id: 'c5', is: 'different', path: 'total' },
      { id: 'c7', is: 'missing', path: null },
      { id: 'who', is: 'unexpected', path: null },
    ]);
    const expected =
      'documents of projection spend: differs from the log in 4 of 21 documents compared: ' +
      'rebuild it (dossier projections rebuild spend)';
    await eventually('readiness says so', () => String(reasons()) === expected);
    await runner.rebuild('spend');
    await eventually('readiness is clear', () => reasons().length === 0);
    expect(await verified(runner)).toMatchObject({ compared: 20, differing: 0 });
  });

  it('are looked after by the process itself, which remembers what it found until it is mended', async () => {
    const runner = run({ verifyEvery: 20 });
    await runner.catchUp(await fill(20));
    await documents().updateOne({ _id: 'c5' }, { $set: { total: 1 } });
    const difference = { id: 'c5', is: 'different', path: 'total' };
    await eventually('the difference is found', async () => {
      const { differences = [] } = (await verificationOf(runner)) ?? {};
      return JSON.stringify(differences) === JSON.stringify([difference]);
    });
    await eventually('readiness says so', () => reasons().length === 1);
    await documents().updateOne({ _id: 'c5' }, { $set: { total: 5 + 25 + 45 } });
    await eventually('readiness is clear', () => reasons().length === 0);
    expect(await verificationOf(runner)).toMatchObject({ differing: 0 });
  });

  it('tell of an event that was passed over', async () => {
    const { eventStore } = harness;
    let losing = false;
    const lossy: EventStore = Object.assign(Object.create(eventStore) as EmbeddedEventStore, {
      subscribe: async function* (options: SubscribeOptions): AsyncIterable<Delivery> {
        for await (const delivery of eventStore.subscribe(options))
          yield losing ? { ...delivery, events: delivery.events.slice(1) } : delivery;
      },
    });
    const runner = run({ eventStore: lossy });
    await runner.catchUp(await fill(20));
    losing = true;
    await runner.catchUp(await append(eventStore, [placed('c4', 1)]));
    losing = false;
    await runner.catchUp(await append(eventStore, [placed('c4', 2), placed('c5', 1)]));
    const difference = { id: 'c4', is: 'different', path: 'orders' };
    expect(await verified(runner)).toMatchObject({ differing: 1, differences: [difference] });
  });

  it('raise no false alarm while they are written', async () => {
    const runner = run({ verifyEvery: 1 });
    await runner.catchUp(await fill(20));
    const write = async (round: number): Promise<void> => {
      for (let turn = round * 8; turn < round * 8 + 8; turn += 1) {
        const some = Array.from({ length: 5 }, (_, index) => placed(`c${(turn + index) % 30}`, turn));
        await append(harness.eventStore, [...some, erased(`c${turn % 7}`)]);
      }
    };
    const sound = { differing: 0, failure: null };
    for (let round = 0; round < 8; round += 1) {
      const writing = write(round);
      expect(await verified(runner, round % 3 === 0 ? 4 : 'all')).toMatchObject(sound);
      expect(await verified(runner, 'all', 'orders')).toMatchObject(sound);
      await writing;
    }
    expect(reasons()).toEqual([]);
    expect(harness.errors).toEqual([]);
  }, 60_000);
});
