import autocannon, { type Request, type Result } from 'autocannon';

interface Load {
  readonly url: string;
  readonly connections: number;
  readonly seconds: number;
  readonly requests: readonly Request[];
}

/**
 * Sends requests over HTTP from this process, as many as go through, and returns how many a second were answered.
 * @throws Error when any of them is answered with anything but 2xx
 */
export const load = async ({ url, connections, seconds, requests }: Load): Promise<number> => {
  const result: Result = await autocannon({
    url,
    connections,
    duration: seconds,
    requests: [...requests],
  });
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`${url}: ${result.non2xx} answers were refusals, ${result.errors} requests failed`);
  }
  return result.requests.average;
};

const json = { 'content-type': 'application/json', 'dossier-actor': 'bench' };

export const post = (path: string, body: unknown): Request => ({
  method: 'POST',
  path,
  headers: json,
  body: JSON.stringify(body),
});

/** Registers a customer over HTTP and returns its id. */
export const registerCustomer = async (address: string): Promise<string> => {
  const body = JSON.stringify({ kind: 'person', name: 'Ada Lovelace', occurredAt: '2020-01-01T00:00:00Z' });
  const answer = await fetch(`${address}/v1/customers`, { method: 'POST', headers: json, body });
  return ((await answer.json()) as { readonly id: string }).id;
};
