import { type Figure } from '../figure.js';
import { customerIdOf, fillManyOrders } from '../many-orders.js';
import { orderBody } from '../orders.js';
import { load, post } from '../requests.js';
import { inTurns } from '../turns.js';
import { customerAt, REPORT, serviceOn } from './reporting-service.js';

const CALLERS = 32;
/** Orders of each customer, on the average. */
const ORDERS = 4;
/** Requests that differ; then they come again. */
const REQUESTS = 3_000;
/** Of a hundred requests. */
const REPORTS = 3;

/** How much of the throughput is left with reports among the requests, over a log with so many orders. */
const mixedLoadOver = (orders: number): Figure => ({
  name: `a mixed load with reports, ${orders.toLocaleString('en')} orders`,
  about: `${CALLERS} callers, orders and lookups of ${(orders / ORDERS).toLocaleString('en')} customers, ${REPORTS} % of them reports ÷ without`,
  target: { atLeast: 0.8 },
  measure: async (context) => {
    const log = { customers: orders / ORDERS, orders };
    await fillManyOrders(context.folder, log, context.say);
    const { lookup, stop, ...served } = await serviceOn(context.folder, log, context.say);
    const usual = (index: number) =>
      index % 3 === 0
        ? post('/v1/orders', orderBody(customerIdOf(customerAt(index, log)), index))
        : { path: lookup(index) };
    const without = Array.from({ length: REQUESTS }, (_, index) => usual(index));
    const every = Math.floor(100 / REPORTS);
    const isReport = (index: number) => index % every === 1 && index % 100 < REPORTS * every;
    const reporting = without.map((request, index) => (isReport(index) ? { path: REPORT } : request));
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
