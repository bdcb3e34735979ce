import { join } from 'node:path';
import { startChild } from '../child.js';
import { type Figure } from '../figure.js';
import { customerBody, orderBody } from '../orders.js';
import { load, post, registerCustomer, type Served } from '../requests.js';
import { inTurns } from '../turns.js';

type Requests = (server: Served) => Promise<readonly ReturnType<typeof post>[]>;

const measured = (path: string, requestsTo: Requests): Figure => ({
  name: `POST ${path}, encrypted`,
  about: '64 connections, durable, with personal data encrypted ÷ as plain text',
  target: { atLeast: 0.85 },
  measure: async ({ folder }) => {
    const servers = await Promise.all(
      ['encrypted', 'plain'].map((data) =>
        startChild('test/load/servers/command-api.js', ['--append', 'durable', '--data', data], {
          DOSSIER_DATA: join(folder, data),
        }),
      ),
    );
    const [encrypted, plain] = await Promise.all(
      servers.map(async (server) => {
        const requests = await requestsTo(server);
        return () => load({ of: server, connections: 64, seconds: 3, requests });
      }),
    );
    if (!encrypted || !plain) throw new Error('a server is missing');
    const result = await inTurns('requests/s', 5, encrypted, plain);
    await Promise.all(servers.map((server) => server.stop()));
    return result;
  },
});

export const encryptedOrders = measured('/v1/orders', async (server) => [
  post('/v1/orders', orderBody(await registerCustomer(server))),
]);

export const encryptedCustomers = measured('/v1/customers', () =>
  Promise.resolve([post('/v1/customers', customerBody)]),
);
