import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CommandEngine } from '../commands/command-engine.js';
import { projection } from '../projections/projection.js';
import { eventually } from '../testing/eventually.js';
import { guestBook, guestKeys, write, type Wrote } from '../testing/guest.fixture.js';
import { RunnerHarness } from '../testing/runner.harness.js';

const names = projection<{ readonly names: readonly string[] }, Wrote>({
  name: 'names',
  version: 1,
  events: ['Wrote'],
  indexes: [],
  documentIds: ({ stream }) => [stream],
  initial: () => ({ names: [] }),
  evolve: (document, { data }) => ({ names: [...document.names, data.name] }),
});

describe('what follows the log', () => {
  let harness: RunnerHarness;
  let guests: ReturnType<typeof guestKeys>;
  let engine: CommandEngine;

  beforeEach(async () => {
    harness = await RunnerHarness.open();
    guests = guestKeys();
    engine = new CommandEngine(harness.eventStore, guests.codec, { now: () => new Date() });
  });
  afterEach(async () => {
    await harness.close();
  });

  const namesOf = async (id: string) => {
    const model = await harness.readModels.open(names);
    return (await model.get(`book-${id}`))?.names;
  };
  const ada = { name: 'Ada', page: 1, customerId: 'ada' };

  it('waits for a key store that is out of reach, stores nothing in its stead, and goes on', async () => {
    await engine.handle(guestBook, write(ada));
    guests.keyStore.isReachable = false;
    const runner = harness.run('one', [names], { codec: guests.open().codec });
    await eventually('it says so', () => harness.errors.some((error) => String(error).includes('key store')));
    expect((await runner.status())[0]?.state).not.toBe('stopped');
    guests.keyStore.isReachable = true;
    await runner.catchUp();
    expect(await namesOf('1')).toEqual(['Ada']);
  });

  it('lets go of a batch that it waits for when it is stopped', async () => {
    await engine.handle(guestBook, write(ada));
    guests.keyStore.isReachable = false;
    const runner = harness.run('one', [names], { codec: guests.open().codec });
    await eventually('it waits', () => harness.errors.length > 0);
    await runner.stop();
    guests.keyStore.isReachable = true;
    await harness.run('two', [names], { codec: guests.open().codec }).catchUp();
    expect(await namesOf('1')).toEqual(['Ada']);
  });

  it('asks for the keys of a batch together', async () => {
    for (let page = 1; page <= 20; page += 1)
      await engine.handle(guestBook, write({ ...ada, page, customerId: `guest ${page}` }, `${page}`));
    const before = guests.keyStore.asked;
    await harness.run('one', [names], { codec: guests.open().codec }).catchUp();
    expect(guests.keyStore.asked - before).toBeLessThan(5);
  });

  it('never decrypts what is appended after an erasure, whoever had the key still', async () => {
    const runner = harness.run('one', [names], { codec: guests.codec });
    await engine.handle(guestBook, write(ada));
    await runner.catchUp();
    const late = guests.open();
    const lateEngine = new CommandEngine(harness.eventStore, late.codec, { now: () => new Date() });
    await lateEngine.handle(guestBook, write({ ...ada, page: 2 }, '2'));
    await guests.keyStore.destroy('ada', '2026-03-02T00:00:00.000Z');
    await lateEngine.handle(guestBook, write({ ...ada, page: 3 }, '3'));
    await runner.catchUp();
    expect(await namesOf('3')).toEqual(['[erased]']);
  });
});
