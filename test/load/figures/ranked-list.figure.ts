import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { RegisterCustomer } from '../../../libs/customers/registration.commands.js';
import { customerDecider } from '../../../libs/customers/customers.decider.js';
import { CommandEngine, derivedId, EventCodec } from '../../../libs/event-sourcing/core.js';
import { EmbeddedEventStore } from '../../../libs/event-sourcing/event-store/embedded/embedded.event-store.js';
import { orderDecider } from '../../../libs/orders/orders.decider.js';
import { startChild } from '../child.js';
import { type BenchContext, type Figure } from '../figure.js';
import { envelope, placeOrder } from '../orders.js';
import { paced99 } from '../paced.js';
import { type Served } from '../requests.js';
import { atOnce, inTurns } from '../turns.js';

/** Orders of each customer, on the average. */
const ORDERS = 10;
const RATE = 100;
const DAY = 86_400_000;
const LAST = Date.parse('2026-01-15T10:00:00Z');

/** As many orders as the large log has events, of a tenth as many customers; some buy much more often than others. */
const fill = async ({ folder, events: orders, say }: BenchContext): Promise<number> => {
  const customers = orders / ORDERS;
  const store = await EmbeddedEventStore.open(join(folder, 'events'));
  const codec = new EventCodec([customerDecider.events, orderDecider.events]);
  const engine = new CommandEngine(store, codec, { now: () => new Date(), cacheSize: 0 });
  const idOf = (customer: number) => derivedId('customer', `${customer}`);
  say(`registering ${customers} customers`);
  await atOnce(256, customers, (index) =>
    engine.handle(
      customerDecider,
      new RegisterCustomer(
        idOf(index),
        { kind: 'person', name: `Customer ${index}`, externalIds: [{ system: 'shop', id: `${index}` }] },
        envelope(`customer-${index}`),
      ),
    ),
  );
  say(`placing ${orders} orders`);
  await atOnce(256, orders, (index) => {
    // Squared: the first tenth of the customers place a third of the orders.
    const share = ((index * 7_919) % orders) / orders;
    const customer = Math.floor(customers * share * share);
    const occurredAt = new Date(LAST - (index % 1_000) * DAY).toISOString();
    return engine.handle(orderDecider, placeOrder(idOf(customer), `order-${index}`, occurredAt));
  });
  await store.close();
  return customers;
};

/** Waits until all orders count. */
const untilCounted = async ({ address, authorization }: Served, orders: number): Promise<void> => {
  for (;;) {
    const path = '/v1/analytics/purchases?groupBy=year&currency=EUR';
    const answer = await fetch(`${address}${path}`, { headers: authorization });
    const { totals } = (await answer.json()) as { readonly totals?: readonly { readonly orders: number }[] };
    if (totals?.[0]?.orders === orders) return;
    await delay(500);
  }
};

export const rankedList: Figure = {
  name: 'a ranked list of customers',
  about: `the best 50 customers by spend today, p99 ÷ an indexed lookup’s, ${RATE} requests/s`,
  target: { atMost: 2 },
  measure: async (context) => {
    const customers = await fill(context);
    const { stop, ...served } = await startChild('apps/standalone/main.js', [], {
      DOSSIER_DATA: context.folder,
      DOSSIER_PORT: '0',
    });
    context.say('projecting them');
    await untilCounted(served, context.events);
    const lookup = (index: number) => `/v1/customers?externalId=shop:${(index * 7_919) % customers}`;
    const list = '/v1/analytics/customers?sort=-spend&currency=EUR';
    const side = (path: (index: number) => string) => () =>
      paced99(served, RATE, 4, (index) => ({ path: path(index) }));
    const result = await inTurns(
      'ms, p99',
      5,
      side(() => list),
      side(lookup),
      3,
    );
    await stop();
    return result;
  },
};
