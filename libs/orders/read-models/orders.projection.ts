import { projection } from '../../event-sourcing/core.js';
import { type OrderEvent } from '../orders.events.js';
import { evolve, type ExistingOrder } from '../orders.state.js';

/** An order as it stands, with its revision and the distinct products of its lines. */
export interface OrderDocument extends ExistingOrder {
  readonly revision: number;
  readonly products: readonly string[];
}

const nothing: OrderDocument = {
  status: 'placed',
  orderId: '',
  customerId: '',
  currency: '',
  placedAt: '',
  lines: [],
  lastStepAt: '',
  revision: 0,
  products: [],
};

/**
 * Orders as they stand, to be looked up by customer, channel, product and deal, newest first. One document for each order,
 * with its id.
 */
export const orders = projection<OrderDocument, OrderEvent>({
  name: 'orders',
  version: 3,
  events: ['OrderPlaced', 'OrderRefunded', 'OrderCancelled'],
  indexes: [
    { fields: { placedAt: 1 } },
    { fields: { customerId: 1, placedAt: 1 } },
    { fields: { status: 1, placedAt: 1 } },
    { fields: { channel: 1, placedAt: 1 } },
    { fields: { products: 1, placedAt: 1 } },
    { fields: { dealId: 1, placedAt: 1 } },
  ],
  documentIds: ({ data }) => [data.orderId],
  initial: () => nothing,
  evolve: (document, event) => {
    const order = evolve(document, event);
    if (order.status === 'unknown') return document;
    const { revision } = event;
    return { ...order, revision, products: [...new Set(order.lines.map(({ product }) => product))] };
  },
});
