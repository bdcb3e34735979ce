import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ReadModelBehindError } from './read-models.js';
import { RunnerHarness } from '../testing/runner.harness.js';
import { append, erased, orders, placed, spend } from '../testing/shop.fixture.js';

describe('ReadModels', () => {
  let harness: RunnerHarness;

  beforeEach(async () => {
    harness = await RunnerHarness.open();
  });

  afterEach(() => harness.close());

  it('read as empty, at no position, before the projection was ever run', async () => {
    const model = await harness.readModels.open(spend);
    expect(model.position).toBeUndefined();
    expect(await model.get('anna')).toBeUndefined();
    expect(await model.find({})).toEqual([]);
    expect(await model.count({})).toBe(0);
  });

  it('refuse to wait longer than asked', async () => {
    const position = await append(harness.eventStore, [placed('anna', 1)]);
    const refused = harness.readModels.open(spend, { minPosition: position, timeoutMs: 10 });
    await expect(refused).rejects.toThrow(ReadModelBehindError);
    await expect(refused).rejects.toMatchObject({
      projection: 'spend',
      minPosition: position,
      position: undefined,
    });
  });

  it('wait for a projection that is only just started', async () => {
    const position = await append(harness.eventStore, [placed('anna', 1)]);
    const opened = harness.readModels.open(spend, { minPosition: position });
    harness.run('one', [spend]);
    expect(await (await opened).get('anna')).toMatchObject({ orders: 1 });
  });

  it('give documents with their ids, and without what has been deleted', async () => {
    await append(harness.eventStore, [placed('anna', 1), placed('bo', 2), placed('bo', 3)]);
    await harness.run('one', [spend, orders]).catchUp(await append(harness.eventStore, [erased('anna')]));
    const model = await harness.readModels.open(spend);
    expect(await model.find({})).toEqual([{ _id: 'bo', orders: 2, total: 5 }]);
    expect(await model.getAll(['anna', 'bo', 'cy'])).toEqual([{ _id: 'bo', orders: 2, total: 5 }]);
    expect(await model.count({})).toBe(1);
    expect(
      await (
        await harness.readModels.open(orders)
      ).find({}, { projection: { totals: 1 }, sort: { totals: 1 } }),
    ).toMatchObject([{ totals: [2] }, { totals: [3] }]);
  });
});
