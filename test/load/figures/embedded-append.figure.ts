import { open } from 'lmdb';
import { join } from 'node:path';
import { CommandEngine, EventCodec } from '../../../libs/event-sourcing/core.js';
import { EmbeddedEventStore } from '../../../libs/event-sourcing/event-store/embedded/embedded.event-store.js';
import { orderDecider } from '../../../libs/orders/orders.decider.js';
import { type Figure } from '../figure.js';
import { placeOrder } from '../orders.js';
import { GroupedWriter } from '../raw-lmdb.js';
import { atOnce, inTurns, perSecond } from '../turns.js';

const COUNT = 10_000;
const ROUNDS = 9;
const WIDTH = 64;
/** Until so many rounds have passed, the engine's code is still being compiled. */
const WARM_UPS = 2;
const CUSTOMER = '5b0c9f53-3d1e-5a53-8a39-0f6f3e0d6a01';

export const embeddedAppend: Figure = {
  name: 'load-decide-append, embedded',
  about: '64 at once, durable ÷ raw grouped lmdb writes of the same bytes',
  target: { atLeast: 0.4 },
  measure: async ({ folder }) => {
    const store = await EmbeddedEventStore.open(join(folder, 'events'));
    const engine = new CommandEngine(store, new EventCodec([orderDecider.events]), { now: () => new Date() });
    const bytes = await bytesOfOneAppend(folder);
    const raw = new GroupedWriter(
      open({ path: join(folder, 'raw'), overlappingSync: false, encoding: 'binary' }),
    );
    let round = 0;
    const result = await inTurns(
      'commands/s',
      ROUNDS,
      () => {
        round += 1;
        const commands = Array.from({ length: COUNT }, (_, index) =>
          placeOrder(CUSTOMER, `${round}-${index}`),
        );
        return perSecond(COUNT, () =>
          atOnce(WIDTH, COUNT, async (index) => {
            const command = commands[index];
            if (command) await engine.handle(orderDecider, command);
          }),
        );
      },
      () => perSecond(COUNT, () => atOnce(WIDTH, COUNT, () => raw.write(bytes))),
      WARM_UPS,
    );
    await store.close();
    await raw.close();
    return result;
  },
};

/** What one such command stores, as the embedded store writes it. */
export const bytesOfOneAppend = async (folder: string): Promise<Buffer> => {
  const store = await EmbeddedEventStore.open(join(folder, 'sample'));
  const engine = new CommandEngine(store, new EventCodec([orderDecider.events]), { now: () => new Date() });
  await engine.handle(orderDecider, placeOrder(CUSTOMER, 'sample'));
  const stored = await store.readAll({ limit: 1 });
  await store.close();
  return Buffer.from(stored.map((event) => JSON.stringify(event)).join(''));
};
