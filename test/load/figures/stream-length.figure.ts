import { join } from 'node:path';
import { RegisterCustomer } from '../../../libs/customers/registration.commands.js';
import { AssignOwner } from '../../../libs/customers/relations.commands.js';
import { customerDecider } from '../../../libs/customers/customers.decider.js';
import { EmbeddedEventStore } from '../../../libs/event-sourcing/event-store/embedded/embedded.event-store.js';
import { CommandEngine, derivedId, EventCodec } from '../../../libs/event-sourcing/core.js';
import { type Figure } from '../figure.js';
import { envelope } from '../orders.js';
import { atOnce, inTurns, perSecond } from '../turns.js';

const COUNT = 300;

/** Customers whose streams are as long as asked: a registration, then changes of owner. */
class Customers {
  private changes = 0;

  constructor(private readonly engine: CommandEngine) {}

  async register(id: string, events: number): Promise<void> {
    await this.engine.handle(
      customerDecider,
      new RegisterCustomer(id, { kind: 'person', name: 'Ada Lovelace' }, envelope(`register-${id}`)),
    );
    while (events-- > 1) await this.change(id);
  }

  change(id: string): Promise<unknown> {
    const owner = `owner-${(this.changes += 1)}`;
    return this.engine.handle(customerDecider, new AssignOwner(id, { owner }, envelope(owner)));
  }
}

export const streamLength: Figure = {
  name: 'a command’s cost by the length of its stream',
  about: 'time for one command on a stream of 10,000 events ÷ of 10',
  target: { atMost: 3 },
  measure: async ({ folder }) => {
    const store = await EmbeddedEventStore.open(join(folder, 'events'));
    const codec = new EventCodec([customerDecider.events]);
    const customers = new Customers(new CommandEngine(store, codec, { now: () => new Date() }));
    const long = derivedId('long');
    await customers.register(long, 10_000);
    let round = 0;
    const milliseconds = async (work: (index: number) => Promise<unknown>) =>
      1000 / (await perSecond(COUNT, () => atOnce(1, COUNT, work)));
    const result = await inTurns(
      'ms/command',
      5,
      () => milliseconds(() => customers.change(long)),
      async () => {
        round += 1;
        const short = Array.from({ length: COUNT }, (_, index) => derivedId('short', `${round}`, `${index}`));
        await atOnce(64, COUNT, (index) => customers.register(short[index] ?? '', 10));
        return milliseconds((index) => customers.change(short[index] ?? ''));
      },
    );
    await store.close();
    return result;
  },
};
