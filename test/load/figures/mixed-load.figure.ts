import { type Figure } from '../figure.js';
import { fillOrders } from '../large-log.js';
import { orderBody } from '../orders.js';
import { load, post } from '../requests.js';
import { inTurns } from '../turns.js';
import { REPORT, serviceOn } from './reporting-service.js';

const CALLERS = 32;
/** Of a hundred requests. */
const REPORTS = 3;

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
