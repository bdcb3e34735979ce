import { join } from 'node:path';
import { RegisterCustomer } from '../../../libs/customers/registration.commands.js';
import { customerDecider } from '../../../libs/customers/customers.decider.js';
import { EmbeddedReadStore } from '../../../libs/event-sourcing/read-store/embedded/embedded.read-store.js';
import { ConsumerGroup, derivedId, ProjectionRunner } from '../../../libs/event-sourcing/core.js';
import { orderDecider } from '../../../libs/orders/orders.decider.js';
import { type Figure } from '../figure.js';
import { envelope, placeOrder } from '../orders.js';
import { atOnce, inTurns, perSecond } from '../turns.js';
import { allProjections, openEngine } from '../whole-service.js';

const MANY = 50_000;
const FEW = 100;
const COUNT = 200;
/** The orders of ten years, one after another in time. */
const BEGIN = Date.parse('2015-01-01T00:00:00Z');
const YEARS = 10 * 365 * 24 * 60 * 60 * 1000;

export const customerLength: Figure = {
  name: 'an order’s cost by how many its customer has placed',
  about: 'time for the 50,000th order ÷ the 100th, until all projections have it',
  target: { atMost: 1.2 },
  measure: async ({ folder, say }) => {
    const { store, engine, codec } = await openEngine(join(folder, 'events'));
    const readStore = await EmbeddedReadStore.open(join(folder, 'read-models'));
    const group = new ConsumerGroup({
      eventStore: store,
      readStore,
      codec,
      now: () => new Date(),
      owner: 'bench',
    });
    const runner = new ProjectionRunner({ group, projections: allProjections });
    const register = (id: string) =>
      engine.handle(
        customerDecider,
        new RegisterCustomer(id, { kind: 'person', name: 'Ada Lovelace' }, envelope(`register-${id}`)),
      );
    const order = (customerId: string, number: number, of: number) => {
      const occurredAt = new Date(BEGIN + (YEARS * number) / of).toISOString();
      return engine.handle(orderDecider, placeOrder(customerId, `${customerId}-${number}`, occurredAt));
    };
    /** Orders one after another, as their customer places them, and then the projections' catching up. */
    const milliseconds = async (customerId: string, from: number, of: number) =>
      1000 /
      (await perSecond(COUNT, async () => {
        await atOnce(1, COUNT, (index) => order(customerId, from + index, of));
        await runner.catchUp();
      }));
    const old = derivedId('old');
    await register(old);
    say(`placing ${MANY.toLocaleString('en')} orders`);
    await atOnce(64, MANY, (index) => order(old, index, MANY * 2));
    say('projecting them');
    await runner.catchUp();
    let round = 0;
    const result = await inTurns(
      'ms/order',
      7,
      () => milliseconds(old, MANY + round * COUNT, MANY * 2),
      async () => {
        const young = derivedId('young', `${(round += 1)}`);
        await register(young);
        await atOnce(64, FEW - COUNT / 2, (index) => order(young, index, FEW * 2));
        await runner.catchUp();
        return milliseconds(young, FEW - COUNT / 2, FEW * 2);
      },
    );
    await runner.stop();
    await readStore.close();
    await store.close();
    return result;
  },
};
