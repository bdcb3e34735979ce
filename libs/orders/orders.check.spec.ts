import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { customerEvents } from '../customers/customers.events.js';
import { dealEvents } from '../deals/deals.events.js';
import { appendChained, logOf, occurring, temporaryFolder } from '../event-sourcing/testing.js';
import { CommandEngine, derivedId, EventCodec, type EventStore } from '../event-sourcing/core.js';
import { EmbeddedEventStore } from '../event-sourcing/event-store/embedded/embedded.event-store.js';
import { dealOrders } from './deal-orders.reaction.js';
import { orderCheck } from './orders.check.js';
import { PlaceOrder } from './orders.commands.js';
import { orderDecider } from './orders.decider.js';

const id = '3f0c8a52-93ab-5c0e-8f1d-0a6d5f3b7a11';
const at = '2026-03-01T09:30:00.000Z';
const body = { customerId: 'anna', currency: 'EUR', lines: [{ product: 'Pen', quantity: 1, amount: 100 }] };

describe('placing an order', () => {
  let store: EventStore;
  let engine: CommandEngine;

  const register = (customerId: string) =>
    appendChained(store, `customer-${customerId}`, {
      id: derivedId(customerId),
      type: 'CustomerRegistered',
      data: { customerId, occurredAt: at, kind: 'person', name: 'A' },
    });

  const place = (command: PlaceOrder) => engine.handle(orderDecider, command, orderCheck);

  /** The deal's next event, as far as it says whose the deal is. */
  const deal = (type: string, data: { customerId?: string }) =>
    appendChained(store, 'deal-a-deal', {
      id: derivedId(type),
      type,
      data: { dealId: 'a-deal', occurredAt: at, ...data },
    });

  beforeEach(async () => {
    store = await EmbeddedEventStore.open(temporaryFolder());
    const codec = new EventCodec([orderDecider.events, dealEvents, customerEvents]);
    engine = new CommandEngine(store, codec, { now: () => new Date('2026-03-02T00:00:00.000Z') });
    await register('anna');
  });

  afterEach(async () => {
    await store.close();
  });

  it('needs a customer and, when it names one, a deal; without them nothing is appended', async () => {
    const forNobody = new PlaceOrder(id, { ...body, customerId: 'nobody' }, occurring(at));
    await expect(place(forNobody)).rejects.toMatchObject({ code: 'customer-not-found' });
    const fromDeal = new PlaceOrder(id, { ...body, dealId: 'a-deal' }, occurring(at));
    await expect(place(fromDeal)).rejects.toMatchObject({ code: 'deal-not-found' });
    expect(await store.readStream(`order-${id}`)).toEqual([]);

    await deal('DealOpened', {});
    await expect(place(fromDeal)).rejects.toMatchObject({ code: 'deal-without-customer' });
    expect(await store.readStream(`order-${id}`)).toEqual([]);
    await deal('DealAttached', { customerId: 'anna' });
    expect(await place(fromDeal)).toMatchObject({ outcome: 'appended', revision: 0 });
  });

  it('comes from a deal of the same customer; a repetition is answered whosever it is by now', async () => {
    await deal('DealOpened', { customerId: 'bob' });
    const fromDeal = new PlaceOrder(id, { ...body, dealId: 'a-deal' }, occurring(at));
    await expect(place(fromDeal)).rejects.toMatchObject({ code: 'deal-of-another-customer' });
    expect(await store.readStream(`order-${id}`)).toEqual([]);
    await deal('DealAttached', { customerId: 'anna' });
    expect(await place(fromDeal)).toMatchObject({ outcome: 'appended' });
    await deal('DealAttached', { customerId: 'bob' });
    expect(await place(fromDeal)).toMatchObject({ outcome: 'repeated' });
  });

  it('happens once for a win, however often the win is delivered', async () => {
    await deal('DealWon', { customerId: 'anna' });
    const [won] = logOf([
      {
        type: 'DealWon' as const,
        data: {
          dealId: 'a-deal',
          customerId: 'anna',
          occurredAt: at,
          lines: [],
          amountMinor: 500,
          currency: 'EUR',
          stage: 'proposal',
          probability: 0.5,
          openedAt: at,
          win: 1,
          orderId: id,
        },
      },
    ]);
    if (won === undefined) throw new Error('nothing was won');
    const outcomes = [];
    for (let delivery = 0; delivery < 3; delivery += 1) {
      for (const command of dealOrders.react(won, () => occurring(at))) {
        if (!(command instanceof PlaceOrder)) throw new Error(`${command.type} instead of an order`);
        outcomes.push((await place(command)).outcome);
      }
    }
    expect(outcomes).toEqual(['appended', 'repeated', 'repeated']);
    expect(await store.readStream(`order-${id}`)).toHaveLength(1);
  });
});
