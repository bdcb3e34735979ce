import { join } from 'node:path';
import { startChild } from '../child.js';
import { type Figure } from '../figure.js';
import { load, registerCustomer } from '../requests.js';
import { inTurns } from '../turns.js';

/** Customers who are read in turn, each with a record of its own. */
const CUSTOMERS = 64;

export const recordedReads: Figure = {
  name: 'GET /v1/customers/{id}, recorded',
  about: '64 connections, with a durable record of who sees whom ÷ without',
  target: { atLeast: 0.8 },
  measure: async ({ folder }) => {
    const servers = await Promise.all(
      ['apps/standalone/main.js', 'test/load/servers/unrecorded.js'].map((program, index) =>
        startChild(program, [], { DOSSIER_DATA: join(folder, `${index}`), DOSSIER_PORT: '0' }),
      ),
    );
    const [recorded, unrecorded] = await Promise.all(
      servers.map(async ({ address }) => {
        const ids = await Promise.all(Array.from({ length: CUSTOMERS }, () => registerCustomer(address)));
        const requests = ids.map((id) => ({ method: 'GET' as const, path: `/v1/customers/${id}` }));
        return () => load({ url: address, connections: 64, seconds: 3, requests });
      }),
    );
    if (!recorded || !unrecorded) throw new Error('a server is missing');
    const result = await inTurns('requests/s', 5, recorded, unrecorded);
    await Promise.all(servers.map((server) => server.stop()));
    return result;
  },
};
