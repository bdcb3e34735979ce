import { type OrderEvent } from '../../orders/orders.events.js';

/** What a customer bought in one currency; amounts in minor units, days in UTC. */
export interface Purchases {
  readonly currency: string;
  readonly orders: number;
  /** What was to be paid, after discount. */
  readonly gross: number;
  readonly refunded: number;
  readonly firstOrder: string;
  readonly lastOrder: string;
}

const after = (purchases: Purchases, { type, data }: OrderEvent): Purchases => {
  switch (type) {
    case 'OrderPlaced': {
      const day = data.occurredAt.slice(0, 10);
      const { firstOrder, lastOrder } = purchases;
      return {
        ...purchases,
        orders: purchases.orders + 1,
        gross: purchases.gross + data.totalMinor,
        firstOrder: firstOrder !== '' && firstOrder < day ? firstOrder : day,
        lastOrder: lastOrder > day ? lastOrder : day,
      };
    }
    case 'OrderRefunded':
    case 'OrderCancelled':
      return { ...purchases, refunded: purchases.refunded + data.refundMinor };
  }
};

/** A customer's purchases, one for each currency, after an event of one of its orders. */
export const purchasesAfter = (all: readonly Purchases[], event: OrderEvent): readonly Purchases[] => {
  const { currency } = event.data;
  const before = all.find((one) => one.currency === currency);
  if (before) return all.map((one) => (one === before ? after(one, event) : one));
  return [
    ...all,
    after({ currency, orders: 0, gross: 0, refunded: 0, firstOrder: '', lastOrder: '' }, event),
  ];
};
