import { projection } from '../../event-sourcing/core.js';
import { type OrderEvent } from '../../orders/orders.events.js';
import { dayOf } from '../days.js';
import { noSpend, type Spend, spendAfter } from './spend.js';

/**
 * The sums of each customer in each currency, over all that has happened: what `purchases` would add up to. It grows
 * by a number for each month with a purchase, so the cost of an order doesn't depend on those before it.
 */
export const customerSpend = projection<Spend, OrderEvent>({
  name: 'customer-spend',
  version: 1,
  events: ['OrderPlaced', 'OrderRefunded', 'OrderCancelled'],
  indexes: [
    { fields: { currency: 1, net: 1 } },
    { fields: { currency: 1, orders: 1 } },
    { fields: { currency: 1, lastOrder: 1 } },
    { fields: { lastFact: 1 } },
    { fields: { _position: 1 } },
  ],
  documentIds: ({ data }) => [`${data.customerId}/${data.currency}`],
  initial: (id) => {
    const [customerId = '', currency = ''] = id.split('/');
    return noSpend(customerId, currency);
  },
  evolve: (spend, { type, data }) => {
    const day = dayOf(data.occurredAt);
    switch (type) {
      case 'OrderPlaced':
        return spendAfter(spend, { kind: 'order', day, amount: data.totalMinor });
      case 'OrderRefunded':
      case 'OrderCancelled':
        return data.refundMinor === 0
          ? spend
          : spendAfter(spend, { kind: 'refund', day, amount: data.refundMinor });
    }
  },
});

/** The ids of one customer's documents. '0' is what follows '/' among characters. */
export const idsOfCustomer = (customerId: string) => ({ $gte: `${customerId}/`, $lt: `${customerId}0` });
