import { RegisterCustomer } from '../../libs/customers/registration.commands.js';
import { customerDecider } from '../../libs/customers/customers.decider.js';
import { CommandEngine, derivedId, EventCodec } from '../../libs/event-sourcing/core.js';
import { EmbeddedEventStore } from '../../libs/event-sourcing/event-store/embedded/embedded.event-store.js';
import { orderDecider } from '../../libs/orders/orders.decider.js';
import { eventsFolderOf } from './large-log.js';
import { envelope, placeOrder } from './orders.js';
import { atOnce } from './turns.js';

const DAY = 86_400_000;
const LAST = Date.parse('2026-01-15T10:00:00Z');
const REGISTERED = '2020-01-01T10:00:00.000Z';
const REGIONS = 10;

export interface ManyOrders {
  readonly customers: number;
  readonly orders: number;
}

/** The id of one of the customers, by its number. */
export const customerIdOf = (customer: number): string => derivedId('customer', `${customer}`);

/** What that customer is called by the system `shop`. */
export const externalIdOf = (customer: number): string => `${customer}`;

/**
 * Fills an empty data folder's log with orders of many customers, of the last thousand days, straight through the engine:
 * the same ones in each run, as plain text. Some buy much more often than others: the first tenth of them places a third of
 * the orders.
 */
export const fillManyOrders = async (
  dataFolder: string,
  { customers, orders }: ManyOrders,
  say: (progress: string) => void,
): Promise<void> => {
  const store = await EmbeddedEventStore.open(eventsFolderOf(dataFolder));
  const codec = new EventCodec([customerDecider.events, orderDecider.events]);
  const engine = new CommandEngine(store, codec, { now: () => new Date(), cacheSize: 0 });
  say(`registering ${customers.toLocaleString('en')} customers`);
  await atOnce(256, customers, (index) => {
    const externalIds = [{ system: 'shop', id: externalIdOf(index) }];
    const region = `Region ${index % REGIONS}`;
    const data = { kind: 'person' as const, name: `Customer ${index}`, region, externalIds };
    return engine.handle(
      customerDecider,
      new RegisterCustomer(customerIdOf(index), data, envelope(`customer-${index}`, REGISTERED)),
    );
  });
  say(`placing ${orders.toLocaleString('en')} orders`);
  await atOnce(256, orders, (index) => {
    const share = ((index * 7_919) % orders) / orders;
    const customer = Math.floor(customers * share * share);
    const occurredAt = new Date(LAST - (index % 1_000) * DAY).toISOString();
    return engine.handle(orderDecider, placeOrder(customerIdOf(customer), `order-${index}`, occurredAt));
  });
  await store.close();
};
