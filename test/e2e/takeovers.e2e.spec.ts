import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '../../libs/event-sourcing/testing.js';
import { type FaultyProxy } from '../support/faulty.proxy.js';
import { Load } from '../support/load.js';
import { mongoUrl, proxied } from '../support/mongodb.js';
import { serverStores, type ServerStores } from '../support/server-stores.js';
import { ServiceProcess, StandbyProcess } from '../support/service.process.js';
import { onServers } from '../support/stores.js';
import { until } from '../support/until.js';

/** Two kills each, and every other one an outage: 20 and 5 in all under `npm run test:servers`. */
const ROUNDS = onServers ? 10 : 1;
const KILLS = 2;
const CALLERS = 3;
/** Of each caller between two commands, in milliseconds. */
const PAUSE = 50;
/** Commands between two kills, at least. */
const COMMANDS = 15;
const OUTAGES = ['cut', 'halfOpen', 'swallow'] as const;
const LONG_TEST = 600_000;

if (mongoUrl === undefined) {
  process.stdout.write(
    'LEFT OUT: MONGODB_URL is not set, so no projector took over from one that was killed\n',
  );
  it.todo('projectors that take over (needs MONGODB_URL)');
} else {
  const mongo = mongoUrl;

  describe('projectors that take over from each other on servers, under load', () => {
    let folder: string;
    let stores: ServerStores;
    let network: FaultyProxy;
    let throughNetwork: string;
    let commands: ServiceProcess;
    /** The first holds what it could take, or all; the last stands by. */
    let projectors: ServiceProcess[];

    beforeEach(async () => {
      folder = temporaryFolder();
      projectors = [];
      stores = await serverStores(folder, mongo);
      ({ proxy: network, url: throughNetwork } = await proxied(stores.settings.DOSSIER_READ_STORE));
      commands = await ServiceProcess.start('command-api', folder, stores.settings);
    }, LONG_TEST);

    afterEach(async () => {
      await Promise.all([commands, ...projectors].map((process) => process.kill()));
      await network.close();
      await stores.close();
    }, LONG_TEST);

    const begin = async (standby = new StandbyProcess('projector')): Promise<void> => {
      const settings = { ...stores.settings, DOSSIER_READ_STORE: throughNetwork };
      projectors.push(await standby.serve(folder, settings));
    };

    const killOne = async (isHolder: boolean): Promise<void> => {
      const [killed] = projectors.splice(isHolder ? 0 : -1, 1);
      await killed?.kill();
    };

    const noticedByAll = () =>
      until('every projector has noticed', async () => {
        const answers = await Promise.all(projectors.map((projector) => projector.get('/health/ready')));
        return answers.every(({ status, text }) => status === 503 && text.includes('read store: '));
      });

    it.each(Array.from({ length: ROUNDS }, (_, index) => index + 1))(
      'leave what a rebuild yields, after kills and an outage of the read store (round %i)',
      async (round) => {
        await begin();
        await begin();
        const shared = await commands.accepted('/v1/customers', { kind: 'organisation', name: 'Shared' });
        const load = new Load(commands, `round-${round}`, shared.id, CALLERS, PAUSE);
        const more = () => {
          const before = load.acknowledged.length;
          return until('more commands', () => load.acknowledged.length >= before + COMMANDS);
        };
        for (let kill = 1; kill <= KILLS; kill += 1) {
          const next = new StandbyProcess('projector');
          await more();
          const isDuringOutage = kill === KILLS && round % 2 === 1;
          if (isDuringOutage) {
            network[OUTAGES[((round - 1) / 2) % OUTAGES.length] ?? 'cut']();
            await noticedByAll();
            await more();
          }
          await killOne((round + kill) % 3 !== 0);
          if (isDuringOutage) network.restore();
          await begin(next);
          // The next kill comes once all have been taken over, or in the midst of it.
          if (round % 3 === 0) await stores.state.caughtUpTo(load.acknowledged.at(-1)?.position ?? '');
        }
        await load.stop();
        expect(load.unanswered).toEqual([]);
        await stores.state.caughtUp();
        const live = await stores.state.served();
        await stores.state.rebuildAll();
        expect(await stores.state.served()).toEqual(live);
        for (const name of ['directory', 'profile', 'timeline', 'orders', 'deals', 'history'])
          expect(Object.keys(live[name] ?? {}).length).toBeGreaterThan(0);
      },
      LONG_TEST,
    );
  });
}
