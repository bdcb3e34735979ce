import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EmbeddedEventStore } from '../event-store/embedded/embedded.event-store.js';
import { EmbeddedReadStore } from '../read-store/embedded/embedded.read-store.js';
import { ProjectionRunner } from './projection-runner.js';
import { ReadModels } from './read-models.js';
import { append, erased, orders, placed, shopCodec, spend } from './testing/shop.fixture.js';

describe('ProjectionRunner', () => {
  let folder: string;
  let eventStore: EmbeddedEventStore;
  let readStore: EmbeddedReadStore;
  let readModels: ReadModels;
  const runners: ProjectionRunner[] = [];
  const now = () => new Date();

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'projections-'));
    eventStore = await EmbeddedEventStore.open(join(folder, 'events'));
    readStore = await EmbeddedReadStore.open(join(folder, 'read-models'));
    readModels = new ReadModels(readStore);
  });

  afterEach(async () => {
    await Promise.all(runners.splice(0).map((runner) => runner.stop()));
    await eventStore.close();
    await readStore.close();
    await rm(folder, { recursive: true });
  });

  const run = (owner: string) => {
    const runner = new ProjectionRunner({
      eventStore,
      readStore,
      codec: shopCodec,
      projections: [spend, orders],
      now,
      owner,
    });
    runners.push(runner);
    runner.start();
    return runner;
  };

  it('brings what stood in the log and what comes into the read models', async () => {
    const before = await append(eventStore, [placed('anna', 5), placed('bo', 1), placed('anna', 2)]);
    run('one');
    expect(await (await readModels.open(spend, { minPosition: before })).get('anna')).toEqual({
      _id: 'anna',
      orders: 2,
      total: 7,
    });
    const after = await append(eventStore, [placed('anna', 1)]);
    const later = await readModels.open(spend, { minPosition: after });
    expect(await later.get('anna')).toMatchObject({ orders: 3, total: 8 });
    expect(later.position).toBe(after);
  });

  it('changes documents that an event can only find', async () => {
    await append(eventStore, [placed('anna', 5), placed('bo', 1), placed('anna', 2)]);
    const position = await append(eventStore, [erased('anna')]);
    run('one');
    const model = await readModels.open(orders, { minPosition: position });
    expect((await model.find({})).map(({ customerId }) => customerId)).toEqual(['bo']);
    expect(await model.count({ customerId: 'anna' })).toBe(0);
    expect(await (await readModels.open(spend, { minPosition: position })).get('anna')).toBeUndefined();
  });

  it('goes on where it stopped', async () => {
    const first = await append(eventStore, [placed('anna', 5)]);
    const one = run('one');
    await readModels.open(spend, { minPosition: first });
    await one.stop();
    await append(eventStore, [placed('anna', 6)]);
    await run('two').catchUp();
    expect(await (await readModels.open(spend)).get('anna')).toMatchObject({ orders: 2, total: 11 });
  });
});
