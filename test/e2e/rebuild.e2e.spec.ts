import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { contextsOf } from '../../apps/composition.js';
import { stories } from '../../libs/demo/stories.js';
import { sendStories } from '../../libs/demo/send-stories.js';
import { type EventStore, ReadModels, type ReadStore } from '../../libs/event-sourcing/core.js';
import { EVENT_STORE, READ_STORE } from '../../libs/event-sourcing/nest.js';
import {
  CommandCatalogue,
  CommandSender,
  InProcessCommandClient,
  loadConfig,
  ofAll,
} from '../../libs/platform/index.js';
import { InProcessService } from '../support/in-process.service.js';
import { StoredState } from '../support/stored-state.js';

const SERVICE = 'demo';
const END = Date.UTC(2026, 0, 1);
const CUSTOMERS = 8;
/** Histories of six seeds: the sixth is the first that leaves deals open. What the test before has told already is not told anew. */
const SEEDS_FOR_EVERY_PROJECTION = [1, 2, 3, 4, 5, 6];
const LONG_TEST = 120_000;

/** So few customers carry no fit; nobody is erased, related to another or merged, nor defines segments or rates; other specs do. */
const EMPTY = new Set([
  'lifetime-value-fits',
  'segment-definitions',
  'exchange-rates',
  'erasures',
  'carry-outs',
  'namings',
]);

const projections = ofAll(contextsOf(loadConfig({})), (context) => context.projections);

describe('every projection, on made-up histories of many customers', () => {
  let service: InProcessService;
  let state: StoredState;

  beforeAll(async () => {
    service = await InProcessService.start();
    const at = { strict: false };
    const events = service.app.get<EventStore>(EVENT_STORE, at);
    state = new StoredState(events, service.app.get<ReadStore>(READ_STORE, at));
  }, LONG_TEST);

  afterAll(async () => {
    await service.stop();
  });

  const tell = (seed: number) =>
    sendStories({
      stories: stories({ seed, customers: CUSTOMERS, end: END, service: SERVICE }),
      client: new InProcessCommandClient(
        service.app.get(CommandSender, { strict: false }),
        new CommandCatalogue(contextsOf(loadConfig({}))),
        { id: 'demo', service: SERVICE, verified: true },
      ),
    });

  const customersListed = async (): Promise<number> => {
    let count = 0;
    let cursor: string | undefined;
    do {
      const page = cursor === undefined ? '' : `&cursor=${cursor}`;
      const answer = await service.get(`/v1/customers?limit=200&sort=name${page}`);
      const { items, nextCursor } = answer.json<{ items: object[]; nextCursor?: string }>();
      count += items.length;
      cursor = nextCursor;
    } while (cursor !== undefined);
    return count;
  };

  /** Reads until told to stop: whatever is read is never older than what was read before. */
  const readOn = async (done: () => boolean): Promise<number> => {
    const readModels = service.app.get(ReadModels, { strict: false });
    const last = new Map<string, string>();
    let listed = 0;
    let rounds = 0;
    for (; !done() || rounds === 0; rounds += 1) {
      for (const projection of projections) {
        const { position = '' } = await readModels.open(projection);
        expect({ [projection.name]: position >= (last.get(projection.name) ?? '') }).toEqual({
          [projection.name]: true,
        });
        last.set(projection.name, position);
      }
      const now = await customersListed();
      expect(now).toBeGreaterThanOrEqual(listed);
      listed = now;
      // Reading in this same process, without a socket, would leave nobody else a turn.
      await nextTurn();
    }
    return rounds;
  };

  it(
    'is switched to a new build under load, and nothing that a client reads goes back',
    async () => {
      await tell(1);
      await state.caughtUp();
      let rebuilt = false;
      const rebuild = state.rebuildAll().finally(() => {
        rebuilt = true;
      });
      const load = async (): Promise<number> => {
        let seed = 2;
        for (; !rebuilt || seed === 2; seed += 1) {
          await tell(seed);
          // No faster than one process can project on its own.
          await state.caughtUpTo((await state.events.head()) ?? '');
        }
        return seed - 1;
      };
      const [told, rounds] = await Promise.all([load(), readOn(() => rebuilt), rebuild]);
      expect(rounds).toBeGreaterThan(2);
      await state.caughtUp();
      expect(await customersListed()).toBe(told * CUSTOMERS);
    },
    LONG_TEST,
  );

  it(
    'holds after a rebuild what it held live',
    async () => {
      for (const seed of SEEDS_FOR_EVERY_PROJECTION) await tell(seed);
      await state.caughtUp();
      const served = await state.served();
      for (const { name } of projections.filter(({ name }) => !EMPTY.has(name)))
        expect({ name, documents: Object.keys(served[name] ?? {}).length }).not.toEqual({
          name,
          documents: 0,
        });
      await state.rebuildAll();
      const rebuilt = await state.served();
      for (const { name } of projections) expect(rebuilt[name]).toEqual(served[name]);
    },
    LONG_TEST,
  );
});
