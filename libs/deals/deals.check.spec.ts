import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { customerEvents } from '../customers/customers.events.js';
import { CqrsModule, CommandBus } from '@nestjs/cqrs';
import { Test, type TestingModule } from '@nestjs/testing';
import { appendChained, occurring, temporaryFolder } from '../event-sourcing/testing.js';
import { handlersOf } from '../event-sourcing/nest.js';
import { CommandEngine, derivedId, EventCodec, type EventStore } from '../event-sourcing/core.js';
import { EmbeddedEventStore } from '../event-sourcing/event-store/embedded/embedded.event-store.js';
import { dealCheck } from './deals.check.js';
import { AttachDeal, dealCommands, OpenDeal, WinDeal } from './deals.commands.js';
import { dealDecider } from './deals.decider.js';

const id = '3f0c8a52-93ab-5c0e-8f1d-0a6d5f3b7a11';
const doing = (what: string) => occurring('2026-03-01T09:30:00.000Z', { commandId: derivedId(what) });

describe('the commands of deals, through the command bus', () => {
  let store: EventStore;
  let module: TestingModule;
  let bus: CommandBus;

  beforeEach(async () => {
    store = await EmbeddedEventStore.open(temporaryFolder());
    const data = { customerId: 'anna', occurredAt: '2026-03-01T09:00:00.000Z', kind: 'person', name: 'A' };
    await appendChained(store, 'customer-anna', { id, type: 'CustomerRegistered', data });
    const decider = dealDecider([{ name: 'prospecting', probability: 0.1 }]);
    const engine = new CommandEngine(store, new EventCodec([decider.events, customerEvents]), {
      now: () => new Date('2026-03-02T00:00:00.000Z'),
    });
    module = await Test.createTestingModule({
      imports: [CqrsModule.forRoot()],
      providers: [
        { provide: CommandEngine, useValue: engine },
        ...handlersOf(decider, dealCommands, dealCheck),
      ],
    }).compile();
    await module.init();
    bus = module.get(CommandBus);
  });

  afterEach(async () => {
    await module.close();
    await store.close();
  });

  it('open a deal for a customer who exists, or for nobody', async () => {
    const forNobodyThere = new OpenDeal(id, { currency: 'EUR', customerId: 'bo' }, doing('opening'));
    await expect(bus.execute(forNobodyThere)).rejects.toMatchObject({ code: 'customer-not-found' });
    expect(await store.readStream(`deal-${id}`)).toEqual([]);
    const opening = new OpenDeal(id, { currency: 'EUR' }, doing('opening'));
    expect(await bus.execute(opening)).toMatchObject({ outcome: 'appended' });
  });

  it('attach it to a customer who exists, and win it', async () => {
    await bus.execute(new OpenDeal(id, { currency: 'EUR', amount: 100 }, doing('opening')));
    const toNobody = new AttachDeal(id, { customerId: 'bo' }, doing('attaching'));
    await expect(bus.execute(toNobody)).rejects.toMatchObject({ code: 'customer-not-found' });
    await bus.execute(new AttachDeal(id, { customerId: 'anna' }, doing('attaching')));
    expect(await bus.execute(new WinDeal(id, {}, doing('winning')))).toMatchObject({ revision: 2 });
  });
});
