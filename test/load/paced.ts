import { Agent, request } from 'node:http';
import { type Served } from './requests.js';
import { percentile } from './turns.js';

/** One HTTP request; `body` makes it a POST. */
export interface Paced {
  readonly path: string;
  readonly body?: unknown;
}

const send = (agent: Agent, { address, authorization }: Served, { path, body }: Paced): Promise<void> =>
  new Promise((answered, failed) => {
    const method = body === undefined ? 'GET' : 'POST';
    const headers = { 'content-type': 'application/json', ...authorization };
    const sent = request(`${address}${path}`, { agent, method, headers }, (response) => {
      response.resume();
      response.once('end', () => {
        const { statusCode = 0 } = response;
        if (statusCode < 300) answered();
        else failed(new Error(`${method} ${path} was answered ${statusCode}`));
      });
    });
    sent.once('error', failed);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });

/**
 * Sends requests at a fixed pace, whether or not the earlier ones were answered, so that a server that stalls can't hide it by
 * being asked less. Returns the 99th percentile of the latencies in milliseconds, each counted from when its request was due.
 */
export const paced99 = async (
  served: Served,
  perSecond: number,
  seconds: number,
  requestOf: (index: number) => Paced,
): Promise<number> => {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const latencies: number[] = [];
  const start = performance.now();
  const total = perSecond * seconds;
  const pending: Promise<void>[] = [];
  await new Promise<void>((done) => {
    let sent = 0;
    const tick = () => {
      while (sent < total && performance.now() >= start + (sent * 1000) / perSecond) {
        const due = start + (sent * 1000) / perSecond;
        const answered = send(agent, served, requestOf(sent));
        pending.push(answered.then(() => void latencies.push(performance.now() - due)));
        sent += 1;
      }
      if (sent < total) setTimeout(tick, 1);
      else done();
    };
    tick();
  });
  await Promise.all(pending);
  agent.destroy();
  return percentile(latencies, 0.99);
};
