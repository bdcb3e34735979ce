import { randomUUID } from 'node:crypto';
import { type EventStore, type Position } from '../event-store/event-store.port.js';
import { type EventDefinitions } from '../events/domain-event.js';
import { EventCodec } from '../events/event-codec.js';
import { projection } from '../projections/projection.js';

/** A small domain for the specs of what follows the log: orders of customers, and customers erased. */
export type ShopEvent =
  | {
      readonly type: 'OrderPlaced';
      readonly data: { readonly occurredAt: string; readonly customerId: string; readonly total: number };
    }
  | {
      readonly type: 'CustomerErased';
      readonly data: { readonly occurredAt: string; readonly customerId: string };
    };

const definitions: EventDefinitions<ShopEvent> = {
  OrderPlaced: { version: 1, personal: [] },
  CustomerErased: { version: 1, personal: [] },
};

export const shopCodec = new EventCodec([definitions]);

export interface Spend {
  readonly orders: number;
  readonly total: number;
}

/** One document for each customer. */
export const spend = projection<Spend, ShopEvent>({
  name: 'spend',
  version: 1,
  events: ['OrderPlaced', 'CustomerErased'],
  indexes: [{ fields: { total: 1 } }],
  documentIds: (event) => [event.data.customerId],
  initial: () => ({ orders: 0, total: 0 }),
  evolve: (document, event) => {
    switch (event.type) {
      case 'OrderPlaced':
        return { orders: document.orders + 1, total: document.total + event.data.total };
      case 'CustomerErased':
        return null;
    }
  },
});

export interface Order {
  readonly customerId: string;
  readonly totals: readonly number[];
}

/** One document for each order; an erasure finds its orders by a filter. */
export const orders = projection<Order, ShopEvent>({
  name: 'orders',
  version: 1,
  events: ['OrderPlaced', 'CustomerErased'],
  indexes: [{ fields: { customerId: 1 } }],
  documentIds: (event) => (event.type === 'OrderPlaced' ? [event.stream] : []),
  documentsWhere: (event) =>
    event.type === 'CustomerErased' ? { customerId: event.data.customerId } : undefined,
  initial: () => ({ customerId: '', totals: [] }),
  evolve: (document, event) => {
    switch (event.type) {
      case 'OrderPlaced':
        return { customerId: event.data.customerId, totals: [...document.totals, event.data.total] };
      case 'CustomerErased':
        return null;
    }
  },
});

export const placed = (customerId: string, total: number): ShopEvent => ({
  type: 'OrderPlaced',
  data: { occurredAt: '2024-01-01T00:00:00.000Z', customerId, total },
});

export const erased = (customerId: string): ShopEvent => ({
  type: 'CustomerErased',
  data: { occurredAt: '2024-01-02T00:00:00.000Z', customerId },
});

/** Appends each event to a stream of its own, in this order, and returns the position of the last. */
export async function append(store: EventStore, events: readonly ShopEvent[]): Promise<Position> {
  let position: Position | undefined;
  for (const { type, data } of events) {
    const appended = await store.append(
      `order-${randomUUID()}`,
      [{ id: randomUUID(), type, data: JSON.stringify(data), metadata: JSON.stringify(metadata()) }],
      'no-stream',
    );
    position = appended.outcome === 'appended' ? appended.position : undefined;
  }
  if (position === undefined) throw new Error('nothing was appended');
  return position;
}

const metadata = () => ({
  commandId: randomUUID(),
  requestHash: '',
  correlationId: 'correlation',
  causationId: 'causation',
  actor: { id: 'someone', service: 'a-service', verified: true },
  schemaVersion: 1,
  recordedAt: '2024-01-03T00:00:00.000Z',
  hash: '',
});
