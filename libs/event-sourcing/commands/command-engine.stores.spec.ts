import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { startDouble } from '../../../test/servers/eventstoredb/double.fixture.js';
import { EmbeddedEventStore } from '../event-store/embedded/embedded.event-store.js';
import { type EventStore } from '../event-store/event-store.port.js';
import { EventStoreDbEventStore } from '../event-store/eventstoredb/eventstoredb.event-store.js';
import { EventCodec } from '../events/event-codec.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { account, deposit, now, opening } from '../testing/account.fixture.js';
import { CommandEngine } from './command-engine.js';

// Time is not what is tested; a machine may be busy.
jest.setTimeout(30_000);

const ROUNDS = 64;

/** A log that can be opened twice, by two processes as it were, and restarted. */
interface Log {
  openAnother(): Promise<EventStore>;
  /** Closes every store that was opened, and has the server start anew, where there is one. */
  restart(): Promise<void>;
  dispose(): Promise<void>;
}

/** What differs between stores is how one is opened, and what restarts. */
const logOf = (
  open: () => Promise<EventStore>,
  restart: () => Promise<unknown>,
  dispose: () => Promise<void>,
): Log => {
  let opened: EventStore[] = [];
  const closeAll = async () => {
    await Promise.all(opened.map((store) => store.close()));
    opened = [];
  };
  return {
    openAnother: async () => {
      const store = await open();
      opened.push(store);
      return store;
    },
    restart: async () => {
      await closeAll();
      await restart();
    },
    dispose: async () => {
      await closeAll();
      await dispose();
    },
  };
};

const nothing = () => Promise.resolve();

const stores: Record<string, () => Promise<Log>> = {
  embedded: () => {
    const folder = temporaryFolder();
    return Promise.resolve(logOf(() => EmbeddedEventStore.open(folder), nothing, nothing));
  },
  'eventstoredb, on the protocol double': async () => {
    const started = await startDouble();
    const { connectionString } = started.double;
    const open = () => EventStoreDbEventStore.connect(connectionString);
    return logOf(
      open,
      () => started.restart(nothing),
      () => started.dispose(),
    );
  },
};
const url = process.env.EVENTSTOREDB_URL;
if (url !== undefined && url !== '') {
  stores[`eventstoredb, on ${new URL(url).host}`] = () =>
    Promise.resolve(logOf(() => EventStoreDbEventStore.connect(url), nothing, nothing));
}

describe.each(Object.entries(stores))('commands that come again, on %s', (_, start) => {
  let log: Log;
  let store: EventStore;
  let one: CommandEngine;
  let other: CommandEngine;

  const engine = async () => {
    store = await log.openAnother();
    return new CommandEngine(store, new EventCodec([account.events]), { now: () => now });
  };

  beforeEach(async () => {
    log = await start();
    [one, other] = [await engine(), await engine()];
  });

  afterEach(async () => {
    await log.dispose();
  });

  describe.each([
    ['begins a stream', opening, [] as number[]],
    ['goes on with one', deposit, [1]],
  ])('where the command %s,', (_kind, commandOf, before) => {
    /** A stream that nobody has used, where the command does not begin one. */
    const stream = async () => {
      const id = randomUUID();
      for (const amount of before) await one.handle(account, opening(amount, `${id} before`, {}, id));
      return {
        command: (amount: number) => commandOf(amount, id, {}, id),
        amounts: async () => (await store.readStream(`account-${id}`)).map(({ data }) => data.amount),
        others: () => one.handle(account, deposit(5, `${id} other`, {}, id)),
      };
    };

    it('it is answered as the first time, and appends nothing', async () => {
      const { command, amounts, others } = await stream();
      const first = await one.handle(account, command(10));
      expect(first.outcome).toBe('appended');
      for (const again of [one, other, await engine()]) {
        expect(await again.handle(account, command(10))).toEqual({ ...first, outcome: 'repeated' });
      }
      await others();
      expect(await other.handle(account, command(10))).toEqual({ ...first, outcome: 'repeated' });
      expect(await amounts()).toEqual([...before, 10, 5]);
    });

    it('another with its key is refused, and appends nothing', async () => {
      const { command, amounts, others } = await stream();
      await one.handle(account, command(10));
      const refused = { code: 'command-id-reused' };
      for (const again of [one, other, await engine()]) {
        await expect(again.handle(account, command(11))).rejects.toMatchObject(refused);
      }
      await others();
      await expect(other.handle(account, command(11))).rejects.toMatchObject(refused);
      expect(await amounts()).toEqual([...before, 10, 5]);
    });

    it('it is known again after a restart, and so is another with its key', async () => {
      const { command, amounts } = await stream();
      const first = await one.handle(account, command(10));
      await log.restart();
      const later = await engine();
      expect(await later.handle(account, command(10))).toEqual({ ...first, outcome: 'repeated' });
      await expect(later.handle(account, command(11))).rejects.toMatchObject({ code: 'command-id-reused' });
      expect(await amounts()).toEqual([...before, 10]);
    });

    it('two at once, through two engines, take effect once, 64 times', async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const { command, amounts } = await stream();
        const answers = await Promise.all([one, other].map((each) => each.handle(account, command(10))));
        expect(answers.map(({ outcome }) => outcome).sort()).toEqual(['appended', 'repeated']);
        expect(answers[0]).toEqual({ ...answers[1], outcome: answers[0]?.outcome });
        expect(await amounts()).toEqual([...before, 10]);
      }
    });

    it('of two with its key at once, through two engines, one is refused, 64 times', async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const { command, amounts } = await stream();
        const [ten, eleven] = await Promise.allSettled([
          one.handle(account, command(10)),
          other.handle(account, command(11)),
        ]);
        const [lost, won] = ten.status === 'rejected' ? [ten, 11] : [eleven, 10];
        expect(lost).toMatchObject({ status: 'rejected', reason: { code: 'command-id-reused' } });
        expect(await amounts()).toEqual([...before, won]);
      }
    });
  });
});
