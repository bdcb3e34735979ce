import { projection } from '../../event-sourcing/core.js';
import { type OrderEvent } from '../../orders/orders.events.js';
import { type TimeZone } from '../../platform/time-zone.js';
import { zonedName } from '../zoned-name.js';
import { noSpend, type Spend, spendAfter } from './spend.js';

/**
 * The sums of each customer in each currency, equal to the sums over `purchases`. A document grows by one number for each
 * month with a purchase, so the cost of an order doesn't depend on the orders before it.
 */
export const customerSpendIn = (zone: TimeZone) =>
  projection<Spend, OrderEvent>({
    name: zonedName('customer-spend', zone),
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
      const day = zone.dayOf(data.occurredAt);
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

/** The range of ids of one customer's documents. '0' is the character after '/'. */
export const idsOfCustomer = (customerId: string) => ({ $gte: `${customerId}/`, $lt: `${customerId}0` });
