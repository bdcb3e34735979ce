import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { EmbeddedEventStore } from '../event-store/embedded/embedded.event-store.js';
import { type EventStore } from '../event-store/event-store.port.js';
import { EventCodec } from '../events/event-codec.js';
import { CommandEngine } from './command-engine.js';
import { type Decider, type Fold } from './decider.js';
import { DomainCommand } from './domain-command.js';
import { DomainError } from './domain.error.js';
import { occurring } from '../testing/given-when-then.js';
import { derivedId } from './identifiers.js';

interface SeatTaken {
  readonly type: 'SeatTaken';
  readonly data: { readonly occurredAt: string; readonly guest: string };
}

class TakeSeat extends DomainCommand<{ readonly guest: string }> {
  readonly type = 'TakeSeat';
}

class OpenTable extends TakeSeat {
  static readonly creates = true;
}

const table: Decider<readonly string[], TakeSeat, SeatTaken> = {
  category: 'table',
  events: { SeatTaken: { version: 1, personal: [] } },
  initial: [],
  decide: ({ data: { guest }, envelope: { occurredAt } }, guests) => {
    if (guests.includes(guest)) throw new DomainError('seated-already', `${guest} sits here`);
    return [{ type: 'SeatTaken', data: { occurredAt, guest } }];
  },
  evolve: (guests, { data }) => [...guests, data.guest],
};

const requestOf = (guest: string, key: string) =>
  [
    '1',
    { guest },
    occurring('2026-03-01T10:00:00.000Z', { commandId: derivedId(key), requestHash: guest }),
  ] as const;

const takeSeat = (guest: string, key = guest) => new TakeSeat(...requestOf(guest, key));
const openTable = (guest: string) => new OpenTable(...requestOf(guest, guest));

describe('looking at what lies outside a stream', () => {
  let folder: string;
  let store: EventStore;
  let engine: CommandEngine;
  const engineOn = (eventStore: EventStore) =>
    new CommandEngine(eventStore, new EventCodec([table.events]), {
      now: () => new Date('2026-03-02T00:00:00.000Z'),
    });

  beforeEach(async () => {
    folder = temporaryFolder();
    store = await EmbeddedEventStore.open(folder);
    engine = engineOn(store);
  });

  afterEach(async () => {
    await store.close();
  });

  const guests = async () => (await store.readStream('table-1')).map(({ data }) => data.guest);

  describe('a check of a command', () => {
    /** A check that lets everything pass, and the states that it was asked with. */
    const watching = (meanwhile: () => Promise<unknown> = () => Promise.resolve()) => {
      const asked: (readonly string[])[] = [];
      const check = async (command: TakeSeat, state: readonly string[]): Promise<TakeSeat> => {
        asked.push(state);
        if (asked.length === 1) await meanwhile();
        return command;
      };
      return { asked, check };
    };

    const refusing = () => Promise.reject(new DomainError('closed', 'nobody is let in'));

    it('is asked with the state that is decided on', async () => {
      const { asked, check } = watching();
      await engine.handle(table, takeSeat('ada'), check);
      await engine.handle(table, takeSeat('grace'), check);
      expect(asked).toEqual([[], ['ada']]);
      expect(await guests()).toEqual(['ada', 'grace']);
    });

    it('is asked before the decider', async () => {
      await engine.handle(table, takeSeat('ada'));
      const again = engine.handle(table, takeSeat('ada', 'another-request'), refusing);
      await expect(again).rejects.toMatchObject({ code: 'closed' });
    });

    it('completes the command with what it reads elsewhere', async () => {
      await engine.handle(table, new TakeSeat('2', { guest: 'grace' }, requestOf('grace', 'grace')[2]));
      await engine.handle(table, takeSeat('guest of'), async ({ id, data, envelope }, _, read) => {
        const [first = 'nobody'] = await read(table, '2');
        return new TakeSeat(id, { guest: `${data.guest} ${first}` }, envelope);
      });
      expect(await guests()).toEqual(['guest of grace']);
    });

    it('is not asked for a repeated command', async () => {
      const first = await engine.handle(table, takeSeat('ada'));
      const { asked, check } = watching();
      expect(await engine.handle(table, takeSeat('ada'), check)).toEqual({ ...first, outcome: 'repeated' });
      expect(asked).toEqual([]);
    });

    it.each([
      ['goes on', takeSeat],
      ['begins a stream', openTable],
    ])('that refuses appends nothing, for a command that %s', async (_, command) => {
      await expect(engine.handle(table, command('ada'), refusing)).rejects.toMatchObject({ code: 'closed' });
      expect(await guests()).toEqual([]);
    });

    it.each([
      ['goes on', takeSeat],
      ['begins a stream', openTable],
    ])('that fails fails the command, and appends nothing, for one that %s', async (_, command) => {
      const failing = () => Promise.reject(new Error('connection lost'));
      await expect(engine.handle(table, command('ada'), failing)).rejects.toThrow('connection lost');
      expect(await guests()).toEqual([]);
    });

    it.each([
      ['goes on', takeSeat],
      ['begins a stream', openTable],
    ])(
      'is asked again, with the new state, after a race that a command lost which %s',
      async (_, command) => {
        const other = engineOn(store);
        const { asked, check } = watching(() => other.handle(table, takeSeat('grace')));
        const accepted = await engine.handle(table, command('ada'), check);
        expect(accepted).toMatchObject({ outcome: 'appended', revision: 1 });
        expect(asked).toEqual([[], ['grace']]);
        expect(await guests()).toEqual(['grace', 'ada']);
      },
    );
  });

  describe('the state of another stream', () => {
    const firstGuest: Fold<string | undefined, SeatTaken> = {
      category: 'table',
      events: table.events,
      initial: undefined,
      evolve: (first, { data }) => first ?? data.guest,
    };

    it("is what its events come to, by whichever fold, up to the stream's end", async () => {
      await engine.handle(table, takeSeat('ada'));
      expect(await engine.read(table, '1')).toEqual(['ada']);
      await engineOn(store).handle(table, takeSeat('grace'));
      expect(await engine.read(table, '1')).toEqual(['ada', 'grace']);
      expect(await engine.read(firstGuest, '1')).toBe('ada');
    });

    it('is read on from what is kept, and is never behind', async () => {
      for (let index = 0; index < 20; index += 1) {
        await engineOn(store).handle(table, takeSeat(`guest ${index}`));
        expect(await engine.read(table, '1')).toHaveLength(index + 1);
        expect(await engine.read(firstGuest, '1')).toBe('guest 0');
      }
    });

    it('is read by each fold from where that fold stopped, and no event twice', async () => {
      const reads = jest.spyOn(store, 'readStream');
      await engineOn(store).handle(table, takeSeat('ada'));
      for (let round = 0; round < 2; round += 1) {
        await engine.read(table, '1');
        await engine.read(firstGuest, '1');
      }
      const starts = reads.mock.calls.slice(-4).map(([, options]) => options?.from);
      expect(starts).toEqual([0, 0, 1, 1]);
    });

    it('is read once for all who ask at once, after they asked', async () => {
      await engine.handle(table, takeSeat('ada'));
      const reads = jest.spyOn(store, 'readStream');
      const answers = [engine.read(table, '1'), engine.read(table, '1'), engine.read(firstGuest, '1')];
      expect(reads).not.toHaveBeenCalled();
      expect(await Promise.all(answers)).toEqual([['ada'], ['ada'], 'ada']);
      expect(reads).toHaveBeenCalledTimes(2);
      await engine.handle(table, takeSeat('grace'));
      expect(await engine.read(table, '1')).toEqual(['ada', 'grace']);
    });

    it('is the initial one where there is no stream', async () => {
      await engine.handle(table, takeSeat('ada'));
      expect(await engine.read(table, '2')).toEqual([]);
      expect(await engine.read(firstGuest, '2')).toBeUndefined();
    });
  });
});
