import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type LogEvent } from '../events/domain-event.js';
import { collectionOf } from './projection.js';
import { type ProjectionRunner } from './projection-runner.js';
import { eventually } from '../testing/eventually.js';
import { RunnerHarness } from '../testing/runner.harness.js';
import { append, placed, type ShopEvent, type Spend, spend } from '../testing/shop.fixture.js';

const LEASE = 90;
const KEPT = { leaseDuration: LEASE, retireAfter: 3_600_000 };

/** The next version: totals count twice. */
const doubled = {
  ...spend,
  version: 2,
  evolve: (document: Spend, event: LogEvent<ShopEvent>) => {
    const evolved = spend.evolve(document, event);
    return evolved && event.type === 'OrderPlaced'
      ? { ...evolved, total: evolved.total + event.data.total }
      : evolved;
  },
};

describe('Blue/green builds', () => {
  let harness: RunnerHarness;

  beforeEach(async () => {
    harness = await RunnerHarness.open();
  });

  afterEach(() => harness.close());

  const active = async (runner: ProjectionRunner) => {
    const statuses = await runner.status();
    const [serving] = statuses.filter(({ role }) => role === 'active');
    return `${serving?.version}.${serving?.build}`;
  };

  const totalOf = async (customer: string) =>
    (await (await harness.readModels.open(spend)).get(customer))?.total;

  it('serve the old version until the new one has come as far, then the new one', async () => {
    const old = harness.run('old', [spend], KEPT);
    await old.catchUp(await append(harness.eventStore, [placed('anna', 5)]));
    await old.stop();
    const upgraded = harness.run('new', [doubled], KEPT);
    expect(await totalOf('anna')).toBe(5);
    await upgraded.catchUp();
    expect(await totalOf('anna')).toBe(10);
    expect(await active(upgraded)).toBe('2.1');
  });

  it('take over from a process that runs the old version', async () => {
    const old = harness.run('old', [spend], KEPT);
    await old.catchUp(await append(harness.eventStore, [placed('anna', 5)]));
    const upgraded = harness.run('new', [doubled], KEPT);
    await upgraded.catchUp();
    await upgraded.catchUp(await append(harness.eventStore, [placed('anna', 1)]));
    expect(await totalOf('anna')).toBe(12);
  });

  it('never go back to a lower version', async () => {
    const upgraded = harness.run('new', [doubled], KEPT);
    await upgraded.catchUp(await append(harness.eventStore, [placed('anna', 5)]));
    await upgraded.stop();
    const old = harness.run('old', [spend], KEPT);
    await append(harness.eventStore, [placed('anna', 5)]);
    await eventually('the old code has looked', async () => (await old.status()).length === 1);
    await old.stop();
    expect(await active(old)).toBe('2.0');
    expect(await totalOf('anna')).toBe(10);
  });

  it('fill a collection anew when asked to, and drop the old one only after the longest request', async () => {
    let time = 0;
    const runner = harness.run('one', [spend], {
      leaseDuration: LEASE,
      retireAfter: 1_000_000,
      clock: () => time,
    });
    const first = await append(harness.eventStore, [placed('anna', 5)]);
    await runner.catchUp(first);
    const request = await harness.readModels.open(spend);
    await harness.readStore.collection(collectionOf(spend)).deleteOne('anna');
    await runner.rebuild('spend');
    await eventually('the new build serves', async () => (await active(runner)) === '1.1');
    expect(await totalOf('anna')).toBe(5);
    await runner.catchUp(await append(harness.eventStore, [placed('bo', 5)]));
    await eventually(
      'the old build goes on for requests that resolved it',
      async () => (await request.count({})) === 1,
    );
    time += 1_000_001;
    await eventually(
      'the old build is dropped',
      async () => !(await harness.readStore.collectionNames()).includes('spend@1'),
    );
    await eventually('its state is forgotten', async () => (await runner.status()).length === 1);
    expect(await (await harness.readModels.open(spend)).count({})).toBe(2);
  });

  it('refuse to rebuild what nobody knows', async () => {
    await expect(harness.run('one', [spend]).rebuild('spent')).rejects.toThrow(
      'there is no projection spent',
    );
  });

  it('show no client anything older than it saw before, switched again and again under load', async () => {
    const runner = harness.run('one', [spend], { leaseDuration: LEASE, retireAfter: LEASE });
    await runner.catchUp(
      await append(
        harness.eventStore,
        Array.from({ length: 300 }, () => placed('anna', 1)),
      ),
    );
    let writing = true;
    const load = (async () => {
      while (writing)
        await append(harness.eventStore, [placed('anna', 1), placed('bo', 1), placed('anna', 1)]);
    })();
    let seen = { orders: 0, position: '' };
    const reader = (async () => {
      let reads = 0;
      for (; writing; reads += 1) {
        await setImmediate();
        const model = await harness.readModels.open(spend);
        const { orders = 0 } = (await model.get('anna')) ?? {};
        const now = { orders, position: model.position ?? '' };
        expect(now.orders).toBeGreaterThanOrEqual(seen.orders);
        expect(now.position >= seen.position).toBe(true);
        seen = now;
      }
      return reads;
    })();
    try {
      for (const build of ['1.1', '1.2', '1.3']) {
        await runner.rebuild('spend');
        await eventually(`${build} serves`, async () => (await active(runner)) === build);
      }
    } finally {
      writing = false;
      await load;
    }
    expect(await reader).toBeGreaterThan(10);
    await runner.catchUp();
    const model = await harness.readModels.open(spend);
    const [anna, bo] = await model.find({}, { sort: { _id: 1 } });
    expect(anna?.orders).toBe(300 + 2 * (bo?.orders ?? 0));
  });
});
