import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { type CommandAccepted, DomainCommand } from '../commands/domain-command.js';
import { DomainError } from '../commands/domain.error.js';
import { ConsumerGroup } from '../consumers/consumer-group.js';
import { EmbeddedEventStore } from '../event-store/embedded/embedded.event-store.js';
import {
  EventDamagedError,
  EventsMissingError,
  EventStoreUnavailableError,
} from '../event-store/event-store.port.js';
import { UnknownEventTypeError } from '../events/event-codec.js';
import { Impediments } from '../health/impediments.js';
import { SignsOfLife } from '../consumers/signs-of-life.js';
import { eventually } from '../testing/eventually.js';
import { InMemoryReadStore } from '../testing/in-memory.read-store.js';
import { append, placed, shopCodec, type ShopEvent } from '../testing/shop.fixture.js';
import { ReactionControl, ReactionControlError } from '../timers/reaction-control.js';
import { reactionStatuses } from '../timers/reaction-status.js';
import { type Reaction } from './reaction.js';
import { listRefusals } from './reaction-refusals.js';
import { ReactionRunner } from './reaction-runner.js';

class GiveThanks extends DomainCommand<{ readonly total: number }> {
  readonly type = 'GiveThanks';
}

const thanks: Reaction<ShopEvent> = {
  name: 'thanks',
  events: ['OrderPlaced'],
  from: undefined,
  react: (event, envelope) =>
    event.type === 'OrderPlaced'
      ? [0, 1].map(
          (index) =>
            new GiveThanks(event.data.customerId, { total: event.data.total + index }, envelope(index)),
        )
      : [],
};

describe('ReactionRunner', () => {
  let folder: string;
  let eventStore: EmbeddedEventStore;
  let readStore: InMemoryReadStore;
  let time: number;
  const runners: ReactionRunner[] = [];

  beforeEach(async () => {
    folder = temporaryFolder();
    eventStore = await EmbeddedEventStore.open(folder);
    readStore = new InMemoryReadStore();
    time = Date.parse('2024-02-01T00:00:00.000Z');
  });

  afterEach(async () => {
    await Promise.all(runners.splice(0).map((runner) => runner.stop()));
    await eventStore.close();
  });

  const accepted: CommandAccepted = { id: '', revision: 0, position: '', outcome: 'appended' };

  function run(
    execute: (command: DomainCommand) => CommandAccepted | Promise<CommandAccepted>,
    {
      owner = 'one',
      reaction = thanks,
      errors = [] as unknown[],
      leaseDuration = 60,
      impediments = new Impediments(),
    } = {},
  ) {
    const runner = new ReactionRunner({
      group: new ConsumerGroup({
        eventStore,
        readStore,
        codec: shopCodec,
        now: () => new Date(time),
        owner,
        leaseDuration,
        impediments,
        onError: (error) => errors.push(error),
      }),
      reactions: [reaction],
      execute: async (command) => execute(command),
    });
    runners.push(runner);
    runner.start();
    return runner;
  }

  it('executes the commands that follow from each event, in the order of the log', async () => {
    const executed: DomainCommand[] = [];
    await append(eventStore, [placed('anna', 10), placed('bo', 20)]);
    await run((command) => {
      executed.push(command);
      return accepted;
    }).catchUp();
    expect(executed.map(({ id, data }) => [id, data])).toEqual([
      ['anna', { total: 10 }],
      ['anna', { total: 11 }],
      ['bo', { total: 20 }],
      ['bo', { total: 21 }],
    ]);
    const [event] = await eventStore.readAll({ limit: 1 });
    expect(executed[0]?.envelope).toMatchObject({
      causationId: event?.id,
      correlationId: 'correlation',
      actor: { id: 'thanks' },
      occurredAt: '2024-01-01T00:00:00.000Z',
    });
  });

  it('gives a command the same id and request hash however often the event is delivered', async () => {
    const deliveries: string[][] = [];
    await append(eventStore, [placed('anna', 10)]);
    for (const owner of ['one', 'two']) {
      const ids: string[] = [];
      deliveries.push(ids);
      const runner = run(
        ({ envelope }) => {
          ids.push(`${envelope.commandId} ${envelope.requestHash}`);
          return accepted;
        },
        { owner },
      );
      await runner.catchUp();
      await runner.stop();
      await readStore.dropCollection('_reactions');
    }
    expect(new Set(deliveries[0]).size).toBe(2);
    expect(deliveries[1]).toEqual(deliveries[0]);
  });

  it('goes on from its checkpoint, and starts where it declares to when it has none', async () => {
    const executed: string[] = [];
    const note = ({ id }: DomainCommand) => {
      executed.push(id);
      return accepted;
    };
    const from = await append(eventStore, [placed('before', 1)]);
    await append(eventStore, [placed('anna', 1)]);
    const first = run(note, { reaction: { ...thanks, from } });
    await first.catchUp();
    await first.stop();
    await append(eventStore, [placed('bo', 1)]);
    await run(note, { owner: 'two', reaction: { ...thanks, from } }).catchUp();
    expect(executed).toEqual(['anna', 'anna', 'bo', 'bo']);
  });

  it('records what is refused, once, and goes on', async () => {
    const position = await append(eventStore, [placed('anna', 1)]);
    await append(eventStore, [placed('bo', 1)]);
    const executed: string[] = [];
    await run((command) => {
      if (command.id === 'anna') throw new DomainError('no-thanks', 'anna wants none');
      executed.push(command.id);
      return accepted;
    }).catchUp();
    expect(executed).toEqual(['bo', 'bo']);
    const refusals = (await listRefusals(readStore, 'thanks', { limit: 50 })).items;
    expect(refusals).toHaveLength(2);
    expect(refusals[0]).toMatchObject({
      reaction: 'thanks',
      event: { type: 'OrderPlaced', revision: 0, position },
      command: { type: 'GiveThanks', id: 'anna' },
      code: 'no-thanks',
      detail: 'anna wants none',
      refusedAt: '2024-02-01T00:00:00.000Z',
    });
  });

  it('tries again when a store fails, and leaves out nothing', async () => {
    await append(eventStore, [placed('anna', 1), placed('bo', 2)]);
    const executed: unknown[] = [];
    const errors: unknown[] = [];
    let failures = 2;
    await run(
      ({ data }) => {
        if (failures > 0) {
          failures -= 1;
          throw new EventStoreUnavailableError('out of reach');
        }
        executed.push(data);
        return accepted;
      },
      { errors },
    ).catchUp();
    expect(executed).toEqual([{ total: 1 }, { total: 2 }, { total: 2 }, { total: 3 }]);
    expect(errors).toHaveLength(2);
    expect((await listRefusals(readStore, undefined, { limit: 50 })).items).toEqual([]);
  });

  it('stops at an event on which its own code fails, and names it', async () => {
    await append(eventStore, [placed('anna', 1)]);
    const choking = {
      ...thanks,
      react: () => {
        throw new Error('no idea');
      },
    };
    await run(() => accepted, { reaction: choking }).catchUp();
    const [state] = await readStore.collection('_reactions').get(['thanks']);
    expect(state).toMatchObject({
      state: 'stopped',
      failure: { revision: 0, type: 'OrderPlaced', error: 'no idea' },
    });
  });

  it.each([
    ['cut off', new EventsMissingError('account-7', 3)],
    ['damaged', new EventDamagedError({ stream: 'account-7', revision: 3, position: '7' }, 'torn')],
    [
      'of an unknown type',
      new UnknownEventTypeError('Event 3 of account-7 is of a type that no context defines'),
    ],
  ])(
    'stops where its command meets events that are %s, says so, and goes on once told to',
    async (_, lost) => {
      const position = await append(eventStore, [placed('anna', 1)]);
      await append(eventStore, [placed('bo', 2)]);
      const executed: string[] = [];
      let attempts = 0;
      const impediments = new Impediments();
      const execute = (command: DomainCommand) => {
        if (command.id === 'anna') {
          attempts += 1;
          throw lost;
        }
        executed.push(command.id);
        return accepted;
      };
      const runner = run(execute, { impediments });
      await runner.catchUp();
      expect(attempts).toBe(1);
      expect(executed).toEqual([]);
      const [stopped] = await reactionStatuses(readStore, new SignsOfLife());
      const { stream } = (await eventStore.readAll({ limit: 1 }))[0] ?? {};
      const failure = { stream, revision: 0, position, type: 'OrderPlaced', error: lost.message };
      expect(stopped).toMatchObject({ name: 'thanks', kind: 'reaction', state: 'stopped', failure });
      expect(impediments.list()).toEqual([
        {
          component: 'reaction thanks',
          reason: `stopped before the event at position ${position} (event 0 of ${stream}): its status says why`,
        },
      ]);

      const control = new ReactionControl(readStore, () => new Date(time));
      await expect(control.skip('thanks', '9', 'anna')).rejects.toThrow(ReactionControlError);
      await control.skip('thanks', position, 'anna');
      await eventually('it goes on', () => executed.length === 2);
      await runner.catchUp();
      expect(executed).toEqual(['bo', 'bo']);
      await eventually('nothing stands in the way', () => impediments.list().length === 0);
      await runner.stop();
      await run(execute, { owner: 'two' }).catchUp();
      expect(attempts).toBe(1);
      const [status] = await reactionStatuses(readStore, new SignsOfLife());
      expect(status?.skips).toEqual([{ position, by: 'anna', at: '2024-02-01T00:00:00.000Z' }]);
    },
  );

  it('is taken over by another process when its holder falls silent', async () => {
    const executed: string[] = [];
    let started = false;
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    await append(eventStore, [placed('anna', 1)]);
    run(
      async () => {
        started = true;
        await released;
        return accepted;
      },
      // It renews its lease long after the other has lost patience.
      { owner: 'silent', leaseDuration: 600_000 },
    );
    await eventually('the first holder executes', () => started);
    const second = new ReactionRunner({
      group: new ConsumerGroup({
        eventStore,
        readStore,
        codec: shopCodec,
        now: () => new Date(time),
        owner: 'two',
        leaseDuration: 60,
      }),
      reactions: [thanks],
      execute: (command) => {
        executed.push(command.id);
        return Promise.resolve(accepted);
      },
    });
    runners.push(second);
    await second.catchUp();
    expect(executed).toEqual(['anna', 'anna']);
    release();
    const [state] = await readStore.collection('_reactions').get(['thanks']);
    expect(state).toMatchObject({ owner: 'two', epoch: 2 });
  });
});
