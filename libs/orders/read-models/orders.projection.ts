import { projection } from '../../event-sourcing/core.js';
import { type OrderEvent } from '../orders.events.js';
import { evolve, type ExistingOrder } from '../orders.state.js';

const nothing: ExistingOrder = {
  status: 'placed',
  orderId: '',
  customerId: '',
  currency: '',
  placedAt: '',
  lines: [],
  lastStepAt: '',
};

/** Orders as they stand, to be looked up by customer, newest first. One document for each order, with its id. */
export const orders = projection<ExistingOrder, OrderEvent>({
  name: 'orders',
  version: 1,
  events: ['OrderPlaced', 'OrderRefunded', 'OrderCancelled'],
  indexes: [{ fields: { placedAt: 1 } }, { fields: { customerId: 1, placedAt: 1 } }],
  documentIds: ({ data }) => [data.orderId],
  initial: () => nothing,
  evolve: (document, event) => {
    const order = evolve(document, event);
    return order.status === 'unknown' ? document : order;
  },
});
