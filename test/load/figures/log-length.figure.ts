import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { AssignOwner } from '../../../libs/customers/relations.commands.js';
import { customerDecider } from '../../../libs/customers/customers.decider.js';
import { type CommandEngine, type EventStore } from '../../../libs/event-sourcing/core.js';
import { orderDecider } from '../../../libs/orders/orders.decider.js';
import { type Figure } from '../figure.js';
import { eventsFolderOf, eventsIn, fillLog } from '../large-log.js';
import { envelope, placeOrder } from '../orders.js';
import { atOnce, inTurns, perSecond } from '../turns.js';
import { openEngine } from '../whole-service.js';

const SHORT = 10_000;
const COUNT = 2_000;
const WIDTH = 64;
/** As many in either log, so that their streams grow alike. */
const CUSTOMERS = 200;
const PARTS = 20;

/** Ids of customers from all over the log. */
const customersIn = async (store: EventStore): Promise<string[]> => {
  const length = await eventsIn(store);
  const ids: string[] = [];
  for (let part = 0; part < PARTS; part += 1) {
    const from = `${Math.floor((length * part) / PARTS)}`.padStart(16, '0');
    const streams = (await store.readAll({ from, limit: 500 })).map(({ stream }) => stream);
    const customers = new Set(streams.filter((stream) => stream.startsWith('customer-')));
    ids.push(...[...customers].slice(0, CUSTOMERS / PARTS).map((stream) => stream.slice('customer-'.length)));
  }
  return ids;
};

/** Most place orders, which begin streams; every fourth changes a customer, whose stream is read first. */
const sender = async (engine: CommandEngine, store: EventStore) => {
  const customers = await customersIn(store);
  let sent = 0;
  return async () => {
    sent += 1;
    const customerId = customers[Math.floor(sent / 4) % customers.length] ?? '';
    if (sent % 4) await engine.handle(orderDecider, placeOrder(customerId, `order-${sent}`));
    else {
      const owner = `owner-${sent}`;
      await engine.handle(customerDecider, new AssignOwner(customerId, { owner }, envelope(owner)));
    }
  };
};

export const logLength: Figure = {
  name: 'a command’s cost by the length of the log',
  about: 'time for one command with the large log ÷ with 10,000 events, nothing cached, 64 at once',
  target: { atMost: 1.2 },
  measure: async ({ folder, largeLog, say }) => {
    const folders = { long: join(folder, 'long'), short: join(folder, 'short') };
    await cp(await largeLog(), folders.long, { recursive: true });
    await fillLog(folders.short, SHORT, say);
    // Folded streams kept in memory would be all of the short log's and few of the long one's.
    const long = await openEngine(eventsFolderOf(folders.long), { cacheSize: 0 });
    const short = await openEngine(eventsFolderOf(folders.short), { cacheSize: 0 });
    const side = async ({ engine, store }: typeof long) => {
      const send = await sender(engine, store);
      return async () => 1000 / (await perSecond(COUNT, () => atOnce(WIDTH, COUNT, send)));
    };
    const result = await inTurns('ms/command', 11, await side(long), await side(short));
    await long.store.close();
    await short.store.close();
    return result;
  },
};
