import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { commandIdFor, type EventMetadata } from '../../libs/event-sourcing/core.js';
import { temporaryFolder } from '../../libs/event-sourcing/testing.js';
import { acceptedOf, type HttpAnswer } from '../support/http.client.js';
import { mongoUrl } from '../support/mongodb.js';
import { serverStores, type ServerStores } from '../support/server-stores.js';
import { ServiceProcess } from '../support/service.process.js';
import { TESTER } from '../support/tokens.js';

const ROUNDS = 64;
const LONG_TEST = 300_000;

if (mongoUrl === undefined) {
  process.stdout.write('LEFT OUT: MONGODB_URL is not set, so no two processes took the same command\n');
  it.todo('two processes that take the same command (needs MONGODB_URL)');
} else {
  const mongo = mongoUrl;

  describe('a command that two processes get at once', () => {
    let stores: ServerStores;
    let processes: ServiceProcess[];
    let shared: string;

    beforeEach(async () => {
      const folder = temporaryFolder();
      stores = await serverStores(folder, mongo);
      const start = () => ServiceProcess.start('command-api', folder, stores.settings);
      processes = [await start()];
      const [first] = processes;
      // The first has made what both need in the folder.
      processes.push(await start());
      shared = (await first?.accepted('/v1/customers', { kind: 'person', name: 'Shared' }))?.id ?? '';
    }, LONG_TEST);

    afterEach(async () => {
      await Promise.all(processes.map((process) => process.kill()));
      await stores.close();
    }, LONG_TEST);

    /** One body to each process, under one key. */
    const toBoth = (path: string, bodies: readonly object[], key: string): Promise<HttpAnswer[]> =>
      Promise.all(
        processes.map((process, index) => process.post(path, bodies[index], { 'idempotency-key': key })),
      );

    const pathOf: Record<string, () => string> = {
      'begins a stream': () => '/v1/orders',
      'goes on with one': () => `/v1/customers/${shared}/owner`,
    };
    const bodyOf = (path: string, say: string): object =>
      path === '/v1/orders'
        ? { customerId: shared, currency: 'EUR', lines: [{ product: say, quantity: 1, amount: 1_000 }] }
        : { owner: say };

    /** How many appends of this command are in the log. */
    const countsOf = async (keys: readonly string[]): Promise<number[]> => {
      const ids = (await stores.state.log()).map(
        ({ metadata }) => (metadata as unknown as EventMetadata).commandId,
      );
      return keys.map((key) => ids.filter((id) => id === commandIdFor(TESTER.client, key)).length);
    };

    it.each(Object.entries(pathOf))(
      `is appended once, and answered alike by both, ${ROUNDS} times (it %s)`,
      async (_, path) => {
        const keys = Array.from({ length: ROUNDS }, (_, round) => `same-${round}`);
        for (const key of keys) {
          const body = bodyOf(path(), key);
          const answers = (await toBoth(path(), [body, body], key)).map(acceptedOf);
          expect(answers.map(({ outcome }) => outcome).sort()).toEqual(['appended', 'repeated']);
          const [one, other] = answers.map(({ id, revision, position }) => ({ id, revision, position }));
          expect(one).toEqual(other);
        }
        expect(await countsOf(keys)).toEqual(keys.map(() => 1));
      },
      LONG_TEST,
    );

    it.each(Object.entries(pathOf))(
      `is refused to one when the other has another body under its key, ${ROUNDS} times (it %s)`,
      async (_, path) => {
        const keys = Array.from({ length: ROUNDS }, (_, round) => `other-${round}`);
        for (const key of keys) {
          const bodies = ['one', 'two'].map((say) => bodyOf(path(), `${key} ${say}`));
          const answers = await toBoth(path(), bodies, key);
          const refused = answers.filter(({ status }) => status === 422);
          expect(refused.map((answer) => answer.json().code)).toEqual(['command-id-reused']);
          expect(answers.filter(({ status }) => status < 300)).toHaveLength(1);
        }
        expect(await countsOf(keys)).toEqual(keys.map(() => 1));
      },
      LONG_TEST,
    );
  });
}
