import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type CommandAccepted, DomainCommand } from '../commands/domain-command.js';
import { ConsumerGroup } from '../consumers/consumer-group.js';
import { EmbeddedEventStore } from '../event-store/embedded/embedded.event-store.js';
import { type Reaction } from '../reactions/reaction.js';
import { ReactionRunner } from '../reactions/reaction-runner.js';
import { reactionStates } from '../reactions/reaction-state.js';
import { type ReadStore, type StoredDocument } from '../read-store/read-store.port.js';
import { eventually } from '../testing/eventually.js';
import { InMemoryReadStore } from '../testing/in-memory.read-store.js';
import { Killable } from '../testing/killable-stores.js';
import { append, placed, shopCodec, type ShopEvent, spend } from '../testing/shop.fixture.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { TurnedClock } from '../testing/turned-clock.js';
import { dueTimesOf } from '../timers/due-times.js';
import { timer } from '../timers/timer.js';
import { TimerRunner } from '../timers/timer-runner.js';
import { timerStates } from '../timers/timer-worker.js';
import { ProjectionRunner } from './projection-runner.js';
import { buildStates } from './projection-state.js';

const MINUTE = 60_000;
/** A process waits in so many places for its next look. */
const PLACES = 7;

class Remind extends DomainCommand {
  readonly type = 'Remind';
}

const thanks = (name: string): Reaction<ShopEvent> => ({
  name,
  events: ['OrderPlaced'],
  from: undefined,
  react: () => [],
});

const reminders = timer<object, ShopEvent>({
  name: 'reminders',
  version: 1,
  events: ['OrderPlaced'],
  lateness: MINUTE,
  change: ({ data }) => ({ key: data.customerId, dueAt: '2099-01-01T00:00:00.000Z', payload: {} }),
  command: ({ key, payload }, envelope) => new Remind(key, payload, envelope),
});

const seventeen = Array.from({ length: 16 }, (_, index) => ({ ...spend, name: `spend-${index}` }));
const projections = [...seventeen, dueTimesOf(reminders)];

/** A read store that counts what it is asked, and what it hasn't answered yet. */
class CountingStore {
  count = 0;
  open = 0;

  over(store: ReadStore): ReadStore {
    const collection = <D extends StoredDocument>(name: string) => this.counting(store.collection<D>(name));
    const ensureIndexes: ReadStore['ensureIndexes'] = (...given) => store.ensureIndexes(...given);
    return this.counting(store, { collection, ensureIndexes });
  }

  private counting<Target extends object>(target: Target, others: Partial<Target> = {}): Target {
    return new Proxy(target, {
      get: (_, name) => {
        const found: unknown = name in others ? Reflect.get(others, name) : Reflect.get(target, name, target);
        if (typeof found !== 'function' || name === 'collection') return found;
        return async (...given: readonly unknown[]): Promise<unknown> => {
          this.count += 1;
          this.open += 1;
          try {
            return (await Reflect.apply(found, target, given)) as unknown;
          } finally {
            this.open -= 1;
          }
        };
      },
    });
  }
}

interface Process {
  readonly asked: CountingStore;
  stop(): Promise<void>;
  kill(): void;
}

describe('A projector that has nothing to do', () => {
  let eventStore: EmbeddedEventStore;
  let readStore: InMemoryReadStore;
  let clock: TurnedClock;
  let living: Process[];

  beforeEach(async () => {
    eventStore = await EmbeddedEventStore.open(temporaryFolder());
    readStore = new InMemoryReadStore();
    clock = new TurnedClock();
    living = [];
    await append(eventStore, [placed('anna', 1), placed('bo', 2)]);
  });

  afterEach(async () => {
    await Promise.all(living.map((process) => process.stop()));
    await eventStore.close();
  });

  const begin = (owner: string, run = projections): Process => {
    const asked = new CountingStore();
    const life = new Killable();
    const store = asked.over(life.readStore(readStore));
    const now = () => new Date('2024-02-01T00:00:00.000Z');
    const execute = (): Promise<CommandAccepted> => Promise.reject(new Error('nothing is due'));
    const { now: monotonic, wait } = clock;
    const group = new ConsumerGroup({
      eventStore: life.eventStore(eventStore),
      readStore: store,
      codec: shopCodec,
      now,
      owner,
      clock: monotonic,
      wait,
    });
    const { lease } = group;
    const runners = [
      new ProjectionRunner({ group, projections: run }),
      new ReactionRunner({ group, reactions: [thanks('thanks'), thanks('praise')], execute }),
      new TimerRunner({ eventStore, store, timers: [reminders], lease, wait, now, execute }),
    ];
    for (const runner of runners) runner.start();
    const process: Process = {
      asked,
      stop: async () => {
        for (const runner of runners.toReversed()) await runner.stop();
      },
      kill: () => {
        life.kill();
        living = living.filter((other) => other !== process);
      },
    };
    living.push(process);
    return process;
  };

  /** Whatever was woken up has done its work, and waits again. */
  const quiet = () =>
    eventually(
      'all wait',
      () => clock.sleeping >= living.length * PLACES && living.every(({ asked }) => asked.open === 0),
    );

  const pass = async (milliseconds: number): Promise<void> => {
    const until = clock.now() + milliseconds;
    while (clock.now() < until) {
      await quiet();
      clock.turn();
    }
    await quiet();
  };

  const leases = async () => [
    ...(await buildStates(readStore).find({})),
    ...(await reactionStates(readStore).find({})),
    ...(await timerStates(readStore).find({})),
  ];
  const owners = async () =>
    [...new Set((await leases()).map(({ owner, epoch }) => `${owner} ${epoch}`))].sort();

  const settled = async (): Promise<void> => {
    await eventually('all have come to the end of the log', async () => {
      await pass(2_000);
      const builds = await buildStates(readStore).find({});
      return builds.length === projections.length && builds.every(({ state }) => state === 'live');
    });
    await pass(MINUTE);
  };

  const perSecond = async ({ asked }: Process): Promise<number> => {
    const before = asked.count;
    await pass(MINUTE);
    return (asked.count - before) / 60;
  };

  it('sends at most two commands a second to the read store', async () => {
    const one = begin('one');
    await settled();
    expect(await perSecond(one)).toBeLessThanOrEqual(2);
    expect(await owners()).toEqual(['one 1']);
  });

  it('sends no more when it stands by, and takes over all when the holder is killed', async () => {
    const one = begin('one');
    await settled();
    const two = begin('two');
    await pass(MINUTE);
    expect(await perSecond(two)).toBeLessThanOrEqual(2);
    expect(await owners()).toEqual(['one 1']);
    one.kill();
    await pass(15_000);
    expect(await owners()).toEqual(['two 2']);
  });

  it('sends no more when it holds a part, and stands by for the others', async () => {
    begin('one', projections.slice(0, 8));
    await pass(10_000);
    const two = begin('two');
    await settled();
    expect(await perSecond(two)).toBeLessThanOrEqual(2);
    expect(await owners()).toEqual(['one 1', 'two 1']);
  });
});
