import { beforeEach, describe, expect, it } from '@jest/globals';
import { collectionOf, type PositionedDocument, ReadModels } from '../../event-sourcing/core.js';
import { documentsAfter, logOf, InMemoryReadStore } from '../../event-sourcing/testing.js';
import { type OrderEvent } from '../orders.events.js';
import { orders } from './orders.projection.js';
import { FindOrders, FindOrdersHandler, GetOrder, GetOrderHandler } from './orders.query.js';

const placed = (orderId: string, day: number, customerId: string): OrderEvent => ({
  type: 'OrderPlaced',
  data: {
    orderId,
    customerId,
    occurredAt: `2026-03-0${day}T09:00:00.000Z`,
    currency: 'EUR',
    lines: [{ product: 'Pen', quantity: 1, grossMinor: 100, discountMinor: 0, netMinor: 100 }],
    grossMinor: 100,
    discountMinor: 0,
    totalMinor: 100,
  },
});

const log = logOf([
  placed('1', 1, 'anna'),
  placed('2', 2, 'bo'),
  placed('3', 2, 'anna'),
  placed('4', 1, 'anna'),
]);

describe('orders', () => {
  let readModels: ReadModels;

  beforeEach(async () => {
    const store = new InMemoryReadStore();
    const collection = store.collection<PositionedDocument>(collectionOf(orders));
    const documents = Object.entries(documentsAfter(orders, log));
    await collection.writeIfNewer(documents.map(([_id, order]) => ({ ...order, _id, _position: '1' })));
    readModels = new ReadModels(store);
  });

  const found = async (customerId: string | undefined, limit: number, cursor?: string) => {
    const { items, nextCursor } = await new FindOrdersHandler(readModels).execute(
      new FindOrders(customerId === undefined ? {} : { customerId }, limit, cursor),
    );
    return { ids: items.map(({ orderId }) => orderId), nextCursor };
  };

  it('are found by customer, newest first, in pages that hold each once', async () => {
    const first = await found('anna', 2);
    const second = await found('anna', 2, first.nextCursor);
    expect([first.ids, second.ids]).toEqual([['3', '4'], ['1']]);
    expect(second.nextCursor).toBeUndefined();
  });

  it('are found all together', async () => {
    expect((await found(undefined, 10)).ids).toEqual(['3', '2', '4', '1']);
  });

  it('are shown one by one', async () => {
    const handler = new GetOrderHandler(readModels);
    expect(await handler.execute(new GetOrder('2'))).toMatchObject({ orderId: '2', customerId: 'bo' });
    await expect(handler.execute(new GetOrder('5'))).rejects.toMatchObject({ code: 'order-not-found' });
  });
});
