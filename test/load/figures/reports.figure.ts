import { cp } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { type Child, startChild } from '../child.js';
import { type BenchContext, type Figure } from '../figure.js';
import { fillOrders } from '../large-log.js';
import { orderBody } from '../orders.js';
import { paced99 } from '../paced.js';
import { load, post, registerCustomer } from '../requests.js';
import { inTurns } from '../turns.js';

const REPORT = '/v1/analytics/purchases?groupBy=month&currency=EUR';
const CALLERS = 32;
/** Of a hundred requests. */
const REPORTS = 3;

interface Filled extends Child {
  readonly customerId: string;
  readonly lookup: string;
}

/** The service on a copy of the large log. */
const serviceOnLargeLog = async (context: BenchContext): Promise<Filled> => {
  await cp(await context.largeLog(), context.folder, { recursive: true });
  return serviceOn(context);
};

/** The service on its folder's log, when its read models and reports have come to the log's end. */
const serviceOn = async ({ folder, say }: BenchContext): Promise<Filled> => {
  const child = await startChild('apps/standalone/main.js', [], { DOSSIER_DATA: folder, DOSSIER_PORT: '0' });
  const customerId = await registerCustomer(child);
  say('projecting the log');
  const lookup = `/v1/customers/${customerId}`;
  for (const path of [lookup, REPORT])
    while ((await fetch(`${child.address}${path}`, { headers: child.authorization })).status !== 200)
      await delay(200);
  return { ...child, customerId, lookup };
};

export const groupedReport: Figure = {
  name: 'a grouped report of today',
  about: 'purchases by month over the large log, p99 ÷ an indexed lookup’s, 10 requests/s',
  target: { atMost: 10 },
  measure: async (context) => {
    const { lookup, stop, ...served } = await serviceOnLargeLog(context);
    const side = (path: string) => () => paced99(served, 10, 4, () => ({ path }));
    const result = await inTurns('ms, p99', 5, side(REPORT), side(lookup));
    await stop();
    return result;
  },
};

/** How much of the throughput is left with reports among the requests, over a log with so many orders. */
const mixedLoadOver = (orders: number): Figure => ({
  name: `a mixed load with reports, ${orders.toLocaleString('en')} orders`,
  about: `${CALLERS} callers, orders and lookups, ${REPORTS} % of them reports ÷ without`,
  target: { atLeast: 0.8 },
  measure: async (context) => {
    await fillOrders(context.folder, orders, context.say);
    const { customerId, lookup, stop, ...served } = await serviceOn(context);
    const usual = (index: number) =>
      index % 3 === 0 ? post('/v1/orders', orderBody(customerId, index)) : { path: lookup };
    const without = Array.from({ length: 100 }, (_, index) => usual(index));
    const every = Math.floor(100 / REPORTS);
    const reporting = without.map((request, index) => (index % every === 1 ? { path: REPORT } : request));
    const side =
      (requests: typeof without): (() => Promise<number>) =>
      () =>
        load({ of: served, connections: CALLERS, seconds: 5, requests });
    const result = await inTurns('requests/s', 5, side(reporting), side(without));
    await stop();
    return result;
  },
});

export const mixedLoads: readonly Figure[] = [20_000, 200_000].map(mixedLoadOver);
