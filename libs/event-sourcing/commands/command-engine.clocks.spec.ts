import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EmbeddedEventStore } from '../event-store/embedded/embedded.event-store.js';
import { type EventStore } from '../event-store/event-store.port.js';
import { EventCodec } from '../events/event-codec.js';
import { occurring } from '../testing/given-when-then.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { CommandEngine } from './command-engine.js';
import { type Decider } from './decider.js';
import { DomainCommand, type TimeSource } from './domain-command.js';
import { DomainError } from './domain.error.js';
import { derivedId } from './identifiers.js';

interface Stepped {
  readonly type: 'Stepped';
  readonly data: { readonly occurredAt: string };
}

class Step extends DomainCommand {
  readonly type = 'Step';
}

/** A life cycle: no step can have occurred before the last one. */
const path: Decider<string, Step, Stepped> = {
  category: 'path',
  events: { Stepped: { version: 1, personal: [] } },
  initial: '',
  decide: ({ envelope: { occurredAt } }, lastAt) => {
    if (occurredAt < lastAt) throw new DomainError('occurred-before-last', `${occurredAt} < ${lastAt}`);
    return [{ type: 'Stepped', data: { occurredAt } }];
  },
  evolve: (_, { data }) => data.occurredAt,
};

const NOON = Date.parse('2026-03-01T12:00:00.000Z');
const arrived = new Date(NOON - 60_000).toISOString();
const stepTo = (id: string, key: string, timeFrom: TimeSource, occurredAt = arrived) =>
  new Step(id, {}, occurring(occurredAt, { commandId: derivedId(key), timeFrom }));

describe('commands to one stream through processes whose clocks differ', () => {
  let store: EventStore;
  /** Milliseconds since noon by the right clock. */
  let elapsed = 0;
  const codec = new EventCodec([path.events]);
  const engineWith = (ahead: number) =>
    new CommandEngine(store, codec, {
      now: () => new Date(NOON + elapsed + ahead),
      cacheSize: 0,
    });
  const times = async (id: string) =>
    (await store.readStream(`path-${id}`))
      .map((event) => codec.decode(event))
      .map(({ data, metadata }) => ({ occurredAt: data.occurredAt, recordedAt: metadata.recordedAt }));

  beforeEach(async () => {
    elapsed = 0;
    store = await EmbeddedEventStore.open(temporaryFolder());
  });

  afterEach(async () => {
    await store.close();
  });

  it('are all taken when the caller gives no time, and never go back', async () => {
    let stream = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: -5_000, max: 5_000 }), { minLength: 2, maxLength: 4 }),
        fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 12 }),
        async (clocks, turns) => {
          const id = `${(stream += 1)}`;
          const engines = clocks.map(engineWith);
          for (const [index, turn] of turns.entries()) {
            elapsed += 10;
            await engines[turn % engines.length]?.handle(path, stepTo(id, `${id}.${index}`, 'decision'));
          }
          const seen = await times(id);
          expect(seen).toHaveLength(turns.length);
          expect(seen.map(({ occurredAt }) => occurredAt)).toEqual(
            seen.map(({ occurredAt }) => occurredAt).sort(),
          );
          expect(seen.every(({ occurredAt, recordedAt }) => occurredAt <= recordedAt)).toBe(true);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('occur when they are decided, not when they arrived', async () => {
    elapsed = 5_000;
    await engineWith(0).handle(path, stepTo('1', 'a', 'decision'));
    expect(await times('1')).toEqual([
      { occurredAt: '2026-03-01T12:00:05.000Z', recordedAt: '2026-03-01T12:00:05.000Z' },
    ]);
  });

  it('take the time of an event in the log, also when that was written by a clock ahead', async () => {
    const ahead = new Date(NOON + 2_000).toISOString();
    await engineWith(0).handle(path, stepTo('1', 'a', 'log', ahead));
    expect(await times('1')).toEqual([{ occurredAt: ahead, recordedAt: ahead }]);
  });

  it('are refused for a time of their own that is to come', async () => {
    const ahead = new Date(NOON + 2_000).toISOString();
    const refused = engineWith(0).handle(path, stepTo('1', 'a', 'caller', ahead));
    await expect(refused).rejects.toMatchObject({ code: 'occurred-in-future' });
  });
});
