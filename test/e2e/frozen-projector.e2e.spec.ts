import { afterEach, describe, expect, it } from '@jest/globals';
import {
  type LeasedCheckpointDocument,
  type ProcessDocument,
  temporaryFolder,
} from '../../libs/event-sourcing/testing.js';
import { mongoUrl } from '../support/mongodb.js';
import { serverStores } from '../support/server-stores.js';
import { ServiceProcess } from '../support/service.process.js';
import { until } from '../support/until.js';

const LONG_TEST = 300_000;
const LEASES = ['_projection-builds', '_reactions', '_timers'];
/** Rounds of a process that has woken up, in which it looks at everything at least once. */
const ROUNDS = 8;

if (mongoUrl === undefined) {
  process.stdout.write('LEFT OUT: MONGODB_URL is not set, so no projector was frozen\n');
  it.todo('a projector that is frozen (needs MONGODB_URL)');
} else {
  const mongo = mongoUrl;

  describe('a projector that is frozen, and wakes up', () => {
    const processes: ServiceProcess[] = [];
    const closing: (() => Promise<void>)[] = [];

    afterEach(async () => {
      await Promise.all(processes.splice(0).map((process) => process.kill()));
      for (const close of closing.splice(0).toReversed()) await close();
    }, LONG_TEST);

    it(
      'loses its leases to the other, and harms nothing',
      async () => {
        const folder = temporaryFolder();
        const stores = await serverStores(folder, mongo);
        closing.push(() => stores.close());
        const { settings, documents, state } = stores;
        const start = async (app: 'command-api' | 'projector') => {
          const process = await ServiceProcess.start(app, folder, settings);
          processes.push(process);
          return process;
        };
        const leases = async () => {
          const found = await Promise.all(
            LEASES.map((name) => documents.collection<LeasedCheckpointDocument>(name).find({})),
          );
          return found.flat();
        };
        const owners = async () => [...new Set((await leases()).map(({ owner }) => owner))];
        const epochs = async () =>
          (await leases()).map(({ _id, owner, epoch }) => `${_id} ${owner} ${epoch}`).sort();

        const commands = await start('command-api');
        const customers: string[] = [];
        const work = async (turns: number): Promise<void> => {
          for (let turn = 0; turn < turns; turn += 1) {
            const { id } = await commands.accepted('/v1/customers', { kind: 'person', name: `Ada ${turn}` });
            customers.push(id);
            const lines = [{ product: 'Kettle', quantity: 1, amount: 1_000 }];
            await commands.accepted('/v1/orders', { customerId: id, currency: 'EUR', lines });
          }
        };
        const sleeper = await start('projector');
        await work(10);
        await state.caughtUp();
        const [asleep] = await owners();
        await start('projector');

        sleeper.signal('SIGSTOP');
        await work(10);
        await until('the other holds every lease', async () => {
          const now = await owners();
          return now.length === 1 && now[0] !== asleep;
        });
        await state.caughtUp();
        const held = await epochs();

        const beats = async () => {
          const [found] = await documents.collection<ProcessDocument>('_processes').get([asleep ?? '']);
          return found?.beats ?? 0;
        };
        const before = await beats();
        sleeper.signal('SIGCONT');
        await work(10);
        await until('the sleeper has looked round', async () => (await beats()) >= before + ROUNDS);
        await work(5);
        await state.caughtUp();
        expect(await epochs()).toEqual(held);
        const live = await state.served();
        expect(Object.keys(live.directory ?? {})).toHaveLength(customers.length);
        await state.rebuildAll();
        expect(await state.served()).toEqual(live);
      },
      LONG_TEST,
    );
  });
}
