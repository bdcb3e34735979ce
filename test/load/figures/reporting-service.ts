import { setTimeout as delay } from 'node:timers/promises';
import { type Child, startChild } from '../child.js';
import { externalIdOf, type ManyOrders } from '../many-orders.js';
import { untilItRests } from '../service-metrics.js';

export const REPORT = '/v1/analytics/purchases?groupBy=month&currency=EUR';

/** A service on the orders of many customers. */
export interface Reporting extends Child {
  /** The path of a lookup by an indexed field, of one customer after another. */
  readonly lookup: (index: number) => string;
}

/** Shares no factor with a number of customers: one after another, and none again before all have come. */
const STEP = 7_919;

/** One customer after another, not in the order of their numbers. */
export const customerAt = (index: number, { customers }: ManyOrders): number => (index * STEP) % customers;

/**
 * The service on its folder's log, when its read models have come to the log's end, and reactions have claimed the external ids
 * of all customers; its reports too, if it is asked for any.
 */
export const serviceOn = async (
  folder: string,
  log: ManyOrders,
  say: (progress: string) => void,
  { asksReports = true }: { readonly asksReports?: boolean } = {},
): Promise<Reporting> => {
  const child = await startChild('apps/standalone/main.js', [], { DOSSIER_DATA: folder, DOSSIER_PORT: '0' });
  say('projecting the log');
  if (asksReports) await untilCounted(child, log);
  await untilItRests(child);
  const lookup = (index: number) => `/v1/customers?externalId=shop:${externalIdOf(customerAt(index, log))}`;
  return { ...child, lookup };
};

const untilCounted = async ({ address, authorization }: Child, { orders }: ManyOrders): Promise<void> => {
  for (;;) {
    const answer = await fetch(`${address}${REPORT}`, { headers: authorization });
    const { totals } = (await answer.json()) as { readonly totals?: readonly { readonly orders: number }[] };
    if ((totals?.[0]?.orders ?? 0) >= orders) return;
    await delay(500);
  }
};
