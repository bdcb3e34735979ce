import { join } from 'node:path';
import { startChild } from '../child.js';
import { type Figure } from '../figure.js';
import { orderBody } from '../orders.js';
import { load, post, registerCustomer } from '../requests.js';
import { inTurns } from '../turns.js';

export const httpOrders: Figure = {
  name: 'POST /v1/orders, durable',
  about: '64 connections, embedded ÷ the same endpoint with an append that stores nothing',
  target: { atLeast: 0.6 },
  measure: async ({ folder }) => {
    const servers = await Promise.all(
      ['durable', 'nothing'].map((append) =>
        startChild('test/load/servers/command-api.js', ['--append', append], {
          DOSSIER_DATA: join(folder, append),
        }),
      ),
    );
    const [durable, nothing] = await Promise.all(
      servers.map(async (server) => {
        const requests = [post('/v1/orders', orderBody(await registerCustomer(server)))];
        return () => load({ of: server, connections: 64, seconds: 3, requests });
      }),
    );
    if (!durable || !nothing) throw new Error('a server is missing');
    const result = await inTurns('requests/s', 5, durable, nothing);
    await Promise.all(servers.map((server) => server.stop()));
    return result;
  },
};
