import autocannon, { type Request, type Result } from 'autocannon';
import { type Child } from './child.js';

/** A service, and the header that its requests need. */
export type Served = Pick<Child, 'address' | 'authorization'>;

interface Load {
  readonly of: Served;
  readonly connections: number;
  readonly seconds: number;
  readonly requests: readonly Request[];
}

/**
 * Sends requests over HTTP from this process, as many as go through, and returns how many a second were answered. Each
 * connection takes the next request of the list, so that no two ask for the same at once.
 * @throws Error when any of them is answered with anything but 2xx
 */
export const load = async ({ of, connections, seconds, requests }: Load): Promise<number> => {
  const authorized = requests.map((request): Request => {
    return { ...request, headers: { ...of.authorization, ...request.headers } };
  });
  let sent = 0;
  const next = (defaults: Request): Request => ({ ...defaults, ...authorized[sent++ % authorized.length] });
  const result: Result = await autocannon({
    url: of.address,
    connections,
    duration: seconds,
    // What never changes is made ready once.
    requests: authorized.length === 1 ? authorized : [{ setupRequest: next }],
  });
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(
      `${of.address}: ${result.non2xx} answers were refusals, ${result.errors} requests failed`,
    );
  }
  return result.requests.average;
};

const json = { 'content-type': 'application/json' };

export const post = (path: string, body: unknown): Request => ({
  method: 'POST',
  path,
  headers: json,
  body: JSON.stringify(body),
});

/** Registers a customer over HTTP and returns its id. */
export const registerCustomer = async ({ address, authorization }: Served): Promise<string> => {
  const body = JSON.stringify({ kind: 'person', name: 'Ada Lovelace', occurredAt: '2020-01-01T00:00:00Z' });
  const headers = { ...json, ...authorization };
  const answer = await fetch(`${address}/v1/customers`, { method: 'POST', headers, body });
  return ((await answer.json()) as { readonly id: string }).id;
};
