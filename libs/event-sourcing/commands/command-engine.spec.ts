import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { EmbeddedEventStore } from '../event-store/embedded/embedded.event-store.js';
import { type EventStore } from '../event-store/event-store.port.js';
import { EventCodec } from '../events/event-codec.js';
import { chainHash, GENESIS } from '../events/hash-chain.js';
import { CommandEngine } from './command-engine.js';
import { account, at, deposit, now, opening } from '../testing/account.fixture.js';
import { DomainError } from './domain.error.js';

describe('load, decide, append', () => {
  let folder: string;
  let store: EventStore;
  const engineOn = (eventStore: EventStore, options: { cacheSize?: number; maxAttempts?: number } = {}) =>
    new CommandEngine(eventStore, new EventCodec([account.events]), { now: () => now, ...options });
  let engine: CommandEngine;

  beforeEach(async () => {
    folder = temporaryFolder();
    store = await EmbeddedEventStore.open(folder);
    engine = engineOn(store);
  });

  afterEach(async () => {
    await store.close();
  });

  const amounts = async () => (await store.readStream('account-1')).map(({ data }) => data.amount);

  it('appends what the decider decided, and answers with where it stands', async () => {
    const first = await engine.handle(account, deposit(10, 'a'));
    const second = await engine.handle(account, deposit(20, 'b'));
    expect(first).toMatchObject({ id: '1', revision: 0, outcome: 'appended' });
    expect(second).toMatchObject({ id: '1', revision: 1, outcome: 'appended' });
    expect(second.position > first.position).toBe(true);
    expect(await amounts()).toEqual([10, 20]);
  });

  describe('a command that comes again', () => {
    it('is answered as the first time, after the stream moved on', async () => {
      const first = await engine.handle(account, deposit(10, 'a'));
      await engine.handle(account, deposit(20, 'b'));
      expect(await engine.handle(account, deposit(10, 'a'))).toEqual({ ...first, outcome: 'repeated' });
      expect(await amounts()).toEqual([10, 20]);
    });

    it('is recognised after a restart, and by another process, cached or not', async () => {
      const first = await engine.handle(account, deposit(10, 'a'));
      await engine.handle(account, deposit(20, 'b'));
      expect(await engineOn(store).handle(account, deposit(10, 'a'))).toEqual({
        ...first,
        outcome: 'repeated',
      });
      await store.close();
      store = await EmbeddedEventStore.open(folder);
      const uncached = engineOn(store, { cacheSize: 0 });
      expect(await uncached.handle(account, deposit(10, 'a'))).toEqual({ ...first, outcome: 'repeated' });
      expect(await amounts()).toEqual([10, 20]);
    });

    it('is recognised before If-Match is looked at', async () => {
      await engine.handle(account, deposit(10, 'a'));
      await engine.handle(account, deposit(20, 'b', { ifMatch: 0 }));
      expect(await engine.handle(account, deposit(20, 'b', { ifMatch: 0 }))).toMatchObject({
        outcome: 'repeated',
      });
    });

    it('is recognised before the decider could refuse it', async () => {
      await engine.handle(account, deposit(900, 'a'));
      expect(await engine.handle(account, deposit(900, 'a'))).toMatchObject({
        outcome: 'repeated',
        revision: 0,
      });
    });

    it('with another body is refused', async () => {
      await engine.handle(account, deposit(10, 'a'));
      await expect(engine.handle(account, deposit(11, 'a'))).rejects.toMatchObject({
        code: 'command-id-reused',
      });
      expect(await amounts()).toEqual([10]);
    });

    it('sixty-four times at once, through two engines, takes effect once', async () => {
      const other = engineOn(store);
      const answers = await Promise.all(
        Array.from({ length: 64 }, (_, index) =>
          (index % 2 ? engine : other).handle(account, deposit(10, 'a')),
        ),
      );
      expect(answers.filter(({ outcome }) => outcome === 'appended')).toHaveLength(1);
      expect(new Set(answers.map(({ revision, position }) => `${revision} ${position}`)).size).toBe(1);
      expect(await amounts()).toEqual([10]);
    });
  });

  describe('If-Match', () => {
    it('lets a command through at its revision only', async () => {
      await engine.handle(account, deposit(10, 'a'));
      await expect(engine.handle(account, deposit(1, 'b', { ifMatch: 4 }))).rejects.toMatchObject({
        code: 'revision-mismatch',
      });
      expect(await engine.handle(account, deposit(2, 'c', { ifMatch: 0 }))).toMatchObject({ revision: 1 });
    });

    it('refuses what does not exist', async () => {
      await expect(engine.handle(account, deposit(1, 'b', { ifMatch: 0 }))).rejects.toMatchObject({
        code: 'revision-mismatch',
      });
    });
  });

  describe('a lost race', () => {
    it('is decided again on the new state: sixty-four through two engines all count', async () => {
      const other = engineOn(store, { maxAttempts: 100 });
      await Promise.all(
        Array.from({ length: 64 }, (_, index) =>
          (index % 2 ? engine : other).handle(account, deposit(1, `d${index}`)),
        ),
      );
      expect(await amounts()).toHaveLength(64);
    });

    it('is given up after a bounded number of times', async () => {
      const losing = Object.assign(Object.create(store) as EventStore, {
        append: () => Promise.resolve({ outcome: 'conflict', actual: 7 } as const),
      });
      await expect(
        engineOn(losing, { maxAttempts: 3 }).handle(account, deposit(1, 'a')),
      ).rejects.toMatchObject({
        code: 'too-much-contention',
      });
    });
  });

  describe('a command that begins a stream', () => {
    it('is appended without loading what cannot be there', async () => {
      const loaded: string[] = [];
      const watched = Object.assign(Object.create(store) as EventStore, {
        readStream: (...[stream, options]: Parameters<EventStore['readStream']>) => {
          loaded.push(stream);
          return store.readStream(stream, options);
        },
      });
      const accepted = await engineOn(watched).handle(account, opening(10, 'a'));
      expect(accepted).toMatchObject({ revision: 0, outcome: 'appended' });
      expect(loaded).toEqual([]);
    });

    it('is answered as the first time when it comes again, also where it would now be refused', async () => {
      const first = await engine.handle(account, opening(10, 'a'));
      await engine.handle(account, deposit(20, 'b'));
      expect(await engine.handle(account, opening(10, 'a'))).toEqual({ ...first, outcome: 'repeated' });
      const refuse = () => Promise.reject(new DomainError('account-full', 'no more fits in'));
      const again = await engine.handle(account, opening(10, 'a'), refuse);
      expect(again).toEqual({ ...first, outcome: 'repeated' });
      expect(await amounts()).toEqual([10, 20]);
    });

    it('is decided on what is there when another command was first', async () => {
      await engine.handle(account, deposit(900, 'a'));
      await expect(engine.handle(account, opening(200, 'b'))).rejects.toThrow('no more fits in');
      expect(await engine.handle(account, opening(100, 'c'))).toMatchObject({ revision: 1 });
      expect(await amounts()).toEqual([900, 100]);
    });

    it('is refused as any other', async () => {
      await expect(engine.handle(account, opening(2000, 'a'))).rejects.toThrow('no more fits in');
      expect(await amounts()).toEqual([]);
    });
  });

  it('answers a command with nothing to do with where the stream stands, and remembers nothing', async () => {
    const first = await engine.handle(account, deposit(10, 'a'));
    expect(await engine.handle(account, deposit(0, 'b'))).toEqual({ ...first, outcome: 'unchanged' });
    expect(await amounts()).toEqual([10]);
  });

  it('refuses times in the future and before the stream began, and appends nothing', async () => {
    await engine.handle(account, deposit(10, 'a'));
    const late = deposit(1, 'b', { occurredAt: '2026-03-02T00:00:00.001Z' });
    const early = deposit(1, 'c', { occurredAt: '2026-03-01T09:59:59.999Z' });
    await expect(engine.handle(account, late)).rejects.toMatchObject({ code: 'occurred-in-future' });
    await expect(engine.handle(account, early)).rejects.toMatchObject({ code: 'occurred-before-start' });
    expect(await amounts()).toEqual([10]);
  });

  it('never records an earlier time than the event before', async () => {
    await engine.handle(account, deposit(10, 'a'));
    const slow = new CommandEngine(store, new EventCodec([account.events]), { now: () => new Date(at) });
    await slow.handle(account, deposit(20, 'b'));
    const [first, second] = await store.readStream('account-1');
    expect(second?.metadata.recordedAt).toBe(first?.metadata.recordedAt);
  });

  it('chains the hashes of a stream, over what is stored', async () => {
    for (const key of ['a', 'b', 'c']) await engine.handle(account, deposit(10, key));
    let previous = GENESIS;
    for (const event of await store.readStream('account-1')) {
      expect(event.metadata.hash).toBe(chainHash(previous, event));
      previous = chainHash(previous, event);
      expect(chainHash(previous, { ...event, data: { ...event.data, amount: 11 } })).not.toBe(previous);
    }
  });

  it('goes on after a failure whose outcome is unknown: the append took effect, the answer was lost', async () => {
    let lose = true;
    const flaky = Object.assign(Object.create(store) as EventStore, {
      append: async (...args: Parameters<EventStore['append']>) => {
        const result = await store.append(...args);
        if (lose) throw new Error('connection lost');
        return result;
      },
    });
    const unlucky = engineOn(flaky);
    await expect(unlucky.handle(account, deposit(10, 'a'))).rejects.toThrow('connection lost');
    lose = false;
    expect(await unlucky.handle(account, deposit(10, 'a'))).toMatchObject({
      outcome: 'repeated',
      revision: 0,
    });
    expect(await amounts()).toEqual([10]);
  });
});
