import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type CommandAccepted, DomainCommand } from '../commands/domain-command.js';
import { type EventStore } from '../event-store/event-store.port.js';
import { type AnyProjection } from '../projections/projection.js';
import { ProjectionRunner } from '../projections/projection-runner.js';
import { type ReadStore } from '../read-store/read-store.port.js';
import { type Reaction } from '../reactions/reaction.js';
import { ReactionRunner } from '../reactions/reaction-runner.js';
import { eventually } from '../testing/eventually.js';
import { RunnerHarness } from '../testing/runner.harness.js';
import { append, erased, orders, placed, type ShopEvent, spend } from '../testing/shop.fixture.js';

class GiveThanks extends DomainCommand<{ readonly total: number }> {
  readonly type = 'GiveThanks';
}

const thanks: Reaction<ShopEvent> = {
  name: 'thanks',
  events: ['OrderPlaced'],
  from: undefined,
  react: (event, envelope) =>
    event.type === 'OrderPlaced'
      ? [new GiveThanks(event.data.customerId, { total: event.data.total }, envelope(0))]
      : [],
};
const farewell: Reaction<ShopEvent> = {
  name: 'farewell',
  events: ['CustomerErased'],
  from: undefined,
  react: (event, envelope) => [new GiveThanks(event.data.customerId, { total: 0 }, envelope(0))],
};
const accepted: CommandAccepted = { id: '', revision: 0, position: '', outcome: 'appended' };

/** A member of an object as it is, a method bound to it. */
const memberOf = (inner: object, key: string | symbol): unknown => {
  const member: unknown = Reflect.get(inner, key);
  return typeof member === 'function' ? (member.bind(inner) as unknown) : member;
};

/** Notes which documents are written: a checkpoint by its collection, a read model's by its name. */
const noting = (store: ReadStore, written: string[]): ReadStore =>
  new Proxy(store, {
    get: (inner, key) => {
      if (key !== 'collection') return memberOf(inner, key);
      return (name: string) =>
        new Proxy(inner.collection(name), {
          get: (collection, method) => {
            const call = memberOf(collection, method);
            if (method !== 'updateOne' && method !== 'writeIfNewer') return call;
            return (...args: unknown[]) => {
              written.push(name);
              return (call as (...args: unknown[]) => unknown)(...args);
            };
          },
        });
    },
  });

/** Notes how many subscriptions are open. */
const counting = (store: EventStore, open: { count: number }): EventStore =>
  new Proxy(store, {
    get: (inner, key) => {
      if (key !== 'subscribe') return memberOf(inner, key);
      return async function* (options: Parameters<EventStore['subscribe']>[0]) {
        open.count += 1;
        try {
          yield* store.subscribe(options);
        } finally {
          open.count -= 1;
        }
      };
    },
  });

describe('ConsumerGroup', () => {
  let harness: RunnerHarness;
  const running: { stop(): Promise<void> }[] = [];
  const subscriptions = { count: 0 };
  const written: string[] = [];

  beforeEach(async () => {
    harness = await RunnerHarness.open();
    written.length = 0;
  });

  afterEach(async () => {
    await Promise.all(running.splice(0).map((runner) => runner.stop()));
    expect(subscriptions.count).toBe(0);
    await harness.close();
  });

  /** One process. Its leases are not renewed for as long as a spec takes. */
  function start(
    projections: readonly AnyProjection[],
    reactions: readonly Reaction<ShopEvent>[],
    execute: (command: DomainCommand) => Promise<CommandAccepted>,
  ) {
    const group = harness.group('one', {
      eventStore: counting(harness.eventStore, subscriptions),
      readStore: noting(harness.readStore, written),
      leaseDuration: 600_000,
    });
    const projecting = new ProjectionRunner({ group, projections });
    const reacting = new ReactionRunner({ group, reactions, execute });
    running.push(projecting, reacting);
    projecting.start();
    reacting.start();
    return { projecting, reacting };
  }

  const done = () => Promise.resolve(accepted);

  it('feeds projections and reactions by one subscription, and saves all by one write a batch', async () => {
    const erasures = { ...spend, name: 'erasures', events: ['CustomerErased' as const] };
    const { projecting, reacting } = start([spend, orders, erasures], [farewell], done);
    const first = await append(harness.eventStore, [placed('anna', 1)]);
    await projecting.catchUp(first);
    await reacting.catchUp(first);
    await eventually('all are live', async () => {
      const states = await harness.readStore
        .collection<{ _id: string; state: string }>('_reactions')
        .find({});
      const statuses = await projecting.status();
      return [...states, ...statuses].every(({ state }) => state === 'live') && subscriptions.count === 1;
    });
    written.length = 0;
    const position = await append(harness.eventStore, [placed('anna', 2)]);
    await projecting.catchUp(position);
    await reacting.catchUp(position);
    expect(written.sort()).toEqual(['_group-checkpoints', 'orders@1', 'spend@1']);
  }, 30_000);

  it('lets a reaction whose command hangs hold up nobody, however much comes', async () => {
    const executed: number[] = [];
    let release: () => void = () => undefined;
    const hanging = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { projecting, reacting } = start([spend], [thanks, farewell], async (command) => {
      const { total } = (command as GiveThanks).data;
      if (total > 0) await hanging;
      executed.push(total);
      return accepted;
    });
    const count = 1_200;
    for (let part = 0; part < 3; part += 1) {
      const events = Array.from({ length: count / 3 }, (_, index) => placed('anna', part * 400 + index + 1));
      await projecting.catchUp(await append(harness.eventStore, events));
    }
    const last = await append(harness.eventStore, [erased('bo')]);
    await projecting.catchUp(last);
    await eventually('the other reaction has reacted', () => executed.length > 0);
    expect(executed).toEqual([0]);
    const reached = async () => (await harness.reactionPosition('thanks')) ?? '';
    expect(await reached()).toBe('');
    expect(await harness.reactionPosition('farewell')).toBe(last);
    release();
    await reacting.catchUp(last);
    expect(executed.slice(1)).toEqual(Array.from({ length: count }, (_, index) => index + 1));
    await eventually('one subscription feeds all again', async () => {
      await append(harness.eventStore, [erased('bo')]);
      return subscriptions.count === 1;
    });
  }, 30_000);
});
