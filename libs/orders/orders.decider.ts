import { type Decider } from '../event-sourcing/core.js';
import { place } from './decisions/place.decision.js';
import { cancel, refund, unbook } from './decisions/refund.decision.js';
import { type OrderCommand } from './orders.commands.js';
import { type OrderEvent, orderEvents } from './orders.events.js';
import { evolve, type Order } from './orders.state.js';

const decide = (command: OrderCommand, order: Order): OrderEvent[] => {
  switch (command.type) {
    case 'PlaceOrder':
      return place(command, order);
    case 'RefundOrder':
      return refund(command, order);
    case 'CancelOrder':
      return cancel(command, order);
    case 'UnbookOrder':
      return unbook(command, order);
  }
};

/** The life of an order: placed, refunded in parts until nothing is left, or cancelled. */
export const orderDecider: Decider<Order, OrderCommand, OrderEvent> = {
  category: 'order',
  events: orderEvents,
  initial: { status: 'unknown' },
  decide,
  evolve,
};
