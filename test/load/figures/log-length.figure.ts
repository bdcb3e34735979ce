import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { AssignOwner } from '../../../libs/customers/customers.commands.js';
import { customerDecider } from '../../../libs/customers/customers.decider.js';
import { type CommandEngine, type EventStore } from '../../../libs/event-sourcing/index.js';
import { orderDecider } from '../../../libs/orders/orders.decider.js';
import { type Figure } from '../figure.js';
import { eventsFolderOf, eventsIn, fillLog } from '../large-log.js';
import { envelope, placeOrder } from '../orders.js';
import { atOnce, inTurns, perSecond } from '../turns.js';
import { openEngine } from '../whole-service.js';

const SHORT = 10_000;
const COUNT = 4_000;
const WIDTH = 64;

/** Ids of some hundred customers from all over the log. */
const customersIn = async (store: EventStore): Promise<string[]> => {
  const length = await eventsIn(store);
  const ids: string[] = [];
  for (let part = 0; part < 20; part += 1) {
    const from = `${Math.floor((length * part) / 20)}`.padStart(16, '0');
    for (const { stream } of await store.readAll({ from, limit: 200 })) {
      if (stream.startsWith('customer-')) ids.push(stream.slice('customer-'.length));
    }
  }
  return [...new Set(ids)];
};

/** One half places orders, which begin streams; the other half changes customers, whose streams are read first. */
const sender = async (engine: CommandEngine, store: EventStore) => {
  const customers = await customersIn(store);
  let sent = 0;
  return async () => {
    sent += 1;
    const customerId = customers[(sent * 7_919) % customers.length] ?? '';
    if (sent % 2) await engine.handle(orderDecider, placeOrder(customerId, `order-${sent}`));
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
    const result = await inTurns('ms/command', 7, await side(long), await side(short));
    await long.store.close();
    await short.store.close();
    return result;
  },
};
