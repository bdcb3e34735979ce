import { join } from 'node:path';
import { until } from '../../support/until.js';
import { startChild } from '../child.js';
import { type Figure } from '../figure.js';
import { load, registerCustomer, type Served } from '../requests.js';
import { inTurns } from '../turns.js';

/** Customers who are read in turn, each with a record of its own. */
const CUSTOMERS = 64;

/** The paths of the profiles of customers who are registered now, once they can be read. */
const profilesIn = async (server: Served): Promise<readonly string[]> => {
  const ids = await Promise.all(Array.from({ length: CUSTOMERS }, () => registerCustomer(server)));
  const paths = ids.map((id) => `/v1/customers/${id}`);
  for (const path of paths) {
    await until(`${path} to be there`, async () => {
      const answer = await fetch(`${server.address}${path}`, { headers: server.authorization });
      await answer.arrayBuffer();
      return answer.ok;
    });
  }
  return paths;
};

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
      servers.map(async (server) => {
        const paths = await profilesIn(server);
        const requests = paths.map((path) => ({ method: 'GET' as const, path }));
        return () => load({ of: server, connections: 64, seconds: 3, requests });
      }),
    );
    if (!recorded || !unrecorded) throw new Error('a server is missing');
    const result = await inTurns('requests/s', 5, recorded, unrecorded);
    await Promise.all(servers.map((server) => server.stop()));
    return result;
  },
};
