import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type LogEvent } from '../events/domain-event.js';
import { type AnyProjection } from './projection.js';
import { eventually } from '../testing/eventually.js';
import { RunnerHarness } from '../testing/runner.harness.js';
import {
  append,
  erased,
  orders,
  placed,
  type ShopEvent,
  type Spend,
  spend,
} from '../testing/shop.fixture.js';

describe('ProjectionRunner', () => {
  let harness: RunnerHarness;

  beforeEach(async () => {
    harness = await RunnerHarness.open();
  });

  afterEach(() => harness.close());

  const run = (owner: string, projections: readonly AnyProjection[] = [spend, orders]) =>
    harness.run(owner, projections);

  it('brings what stood in the log and what comes into the read models', async () => {
    const before = await append(harness.eventStore, [placed('anna', 5), placed('bo', 1), placed('anna', 2)]);
    run('one');
    expect(await (await harness.readModels.open(spend, { minPosition: before })).get('anna')).toEqual({
      _id: 'anna',
      orders: 2,
      total: 7,
    });
    const after = await append(harness.eventStore, [placed('anna', 1)]);
    const later = await harness.readModels.open(spend, { minPosition: after });
    expect(await later.get('anna')).toMatchObject({ orders: 3, total: 8 });
    expect(later.position).toBe(after);
  });

  it('changes documents that an event can only find', async () => {
    await append(harness.eventStore, [placed('anna', 5), placed('bo', 1), placed('anna', 2)]);
    const position = await append(harness.eventStore, [erased('anna')]);
    run('one');
    const model = await harness.readModels.open(orders, { minPosition: position });
    expect((await model.find({})).map(({ customerId }) => customerId)).toEqual(['bo']);
    expect(await model.count({ customerId: 'anna' })).toBe(0);
    expect(
      await (await harness.readModels.open(spend, { minPosition: position })).get('anna'),
    ).toBeUndefined();
  });

  it('goes on where it stopped', async () => {
    const first = await append(harness.eventStore, [placed('anna', 5)]);
    const one = run('one');
    await harness.readModels.open(spend, { minPosition: first });
    await one.stop();
    await append(harness.eventStore, [placed('anna', 6)]);
    await run('two').catchUp();
    expect(await (await harness.readModels.open(spend)).get('anna')).toMatchObject({ orders: 2, total: 11 });
  });

  it('moves the position of projections that do not listen to an event', async () => {
    run('one', [{ ...spend, events: ['CustomerErased'] }, orders]);
    const position = await append(harness.eventStore, [placed('anna', 5)]);
    expect((await harness.readModels.open(spend, { minPosition: position })).position).toBe(position);
  });

  it('refuses a projection that listens to what no context defines', () => {
    const misspelt = { ...spend, events: ['OrderPlayed'] };
    expect(() => run('one', [misspelt, orders])).toThrow('no context defines the event type OrderPlayed');
  });

  describe('an event that a projection cannot digest', () => {
    const choking = {
      ...spend,
      evolve: (document: Spend, event: LogEvent<ShopEvent>) => {
        if (event.type === 'OrderPlaced' && event.data.total === 13) throw new Error('thirteen');
        return spend.evolve(document, event);
      },
    };

    it('stops it alone, right before the event, which its status names', async () => {
      const before = await append(harness.eventStore, [placed('anna', 1)]);
      const poison = await append(harness.eventStore, [placed('anna', 13)]);
      const after = await append(harness.eventStore, [placed('anna', 2)]);
      const runner = run('one', [choking, orders]);
      await runner.catchUp();
      expect(await (await harness.readModels.open(orders, { minPosition: after })).count({})).toBe(3);
      const stopped = await harness.readModels.open(spend);
      expect(stopped.position).toBe(before);
      expect(await stopped.get('anna')).toMatchObject({ orders: 1 });
      const statuses = await runner.status();
      expect(statuses.map(({ name, state }) => [name, state])).toEqual([
        ['orders', 'live'],
        ['spend', 'stopped'],
      ]);
      expect(statuses[1]).toMatchObject({
        failure: { position: poison, revision: 0, type: 'OrderPlaced', error: 'thirteen' },
        lag: { events: 2, exact: true },
      });
      expect(statuses[1]?.failure?.stream).toMatch(/^order-/);
      expect(statuses[0]).toMatchObject({ lag: { events: 0, exact: true, seconds: 0 }, failure: undefined });
    });

    it('is left out when somebody says so, and that is recorded', async () => {
      await append(harness.eventStore, [placed('anna', 1)]);
      const poison = await append(harness.eventStore, [placed('anna', 13)]);
      const after = await append(harness.eventStore, [placed('anna', 2)]);
      const runner = run('one', [choking, orders]);
      await runner.catchUp();
      await expect(runner.skip('spend', after, 'ops')).rejects.toThrow('not stopped at');
      await runner.skip('spend', poison, 'ops');
      const model = await harness.readModels.open(spend, { minPosition: after });
      expect(await model.get('anna')).toMatchObject({ orders: 2, total: 3 });
      const [, status] = await runner.status();
      expect(status?.skips).toMatchObject([{ position: poison, by: 'ops' }]);
      expect(status?.failure).toBeUndefined();
    });

    it('is tried again by code that can digest it', async () => {
      await append(harness.eventStore, [placed('anna', 13)]);
      const old = run('one', [choking, orders]);
      await old.catchUp();
      await old.stop();
      await run('two').catchUp();
      expect(await (await harness.readModels.open(spend)).get('anna')).toMatchObject({ total: 13 });
    });
  });

  it('tells the status of what nobody runs', async () => {
    const position = await append(harness.eventStore, [placed('anna', 1)]);
    const runner = run('one');
    await runner.catchUp();
    await runner.stop();
    await append(harness.eventStore, [placed('anna', 1), placed('bo', 1)]);
    const [status] = await runner.status();
    expect(status).toMatchObject({
      name: 'orders',
      version: 1,
      role: 'active',
      state: 'idle',
      position,
      lag: { events: 2, exact: true },
      epoch: 1,
    });
    expect(status?.lag.seconds).toBeGreaterThan(0);
  });

  it('feeds what was behind together with the rest once it has caught up', async () => {
    const slow = { ...orders, name: 'slow' };
    const first = run('one', [spend, orders]);
    await append(harness.eventStore, [placed('anna', 1)]);
    await first.catchUp();
    await first.stop();
    await append(
      harness.eventStore,
      Array.from({ length: 50 }, (_, index) => placed('bo', index)),
    );
    const runner = run('two', [slow, spend]);
    await runner.catchUp();
    const position = await append(harness.eventStore, [placed('cy', 1)]);
    await runner.catchUp(position);
    expect(await (await harness.readModels.open(slow)).count({})).toBe(52);
    await eventually(
      'all live',
      async () => (await runner.status()).filter(({ state }) => state === 'live').length === 2,
    );
  });
});
