import { setTimeout as delay } from 'node:timers/promises';
import { type Child, startChild } from '../child.js';
import { type BenchContext } from '../figure.js';
import { registerCustomer } from '../requests.js';

export const REPORT = '/v1/analytics/purchases?groupBy=month&currency=EUR';

/** A service, a customer of it, and the path of a lookup of that customer. */
export interface Reporting extends Child {
  readonly customerId: string;
  readonly lookup: string;
}

/** The service on its folder's log, when its read models have come to the log's end; its reports too, if it is asked for any. */
export const serviceOn = async (
  { folder, say }: BenchContext,
  { asksReports = true }: { readonly asksReports?: boolean } = {},
): Promise<Reporting> => {
  const child = await startChild('apps/standalone/main.js', [], { DOSSIER_DATA: folder, DOSSIER_PORT: '0' });
  const customerId = await registerCustomer(child);
  say('projecting the log');
  const lookup = `/v1/customers/${customerId}`;
  for (const path of [lookup, ...(asksReports ? [REPORT] : [])])
    while ((await fetch(`${child.address}${path}`, { headers: child.authorization })).status !== 200)
      await delay(200);
  return { ...child, customerId, lookup };
};
