import { handlersOf } from '../event-sourcing/nest.js';
import { type BoundedContext } from '../platform/index.js';
import { dealOrders } from './deal-orders.reaction.js';
import { orderCheck } from './orders.check.js';
import { orderCommands } from './orders.commands.js';
import { orderDecider } from './orders.decider.js';
import { type OrderErrorCode } from './orders.errors.js';
import { OrderQueryController } from './orders.query.controller.js';
import { orderTimeline } from './orders.timeline.js';
import { orders } from './read-models/orders.projection.js';
import { orderQueryHandlers } from './read-models/orders.query.js';

const problems = {
  'order-not-found': 404,
  'customer-not-found': 404,
  'customer-erased': 410,
  'deal-not-found': 404,
  'deal-without-customer': 422,
  'deal-of-another-customer': 422,
  'order-already-placed': 409,
  'order-cancelled': 409,
  'total-too-large': 422,
  'discount-above-total': 422,
  'currency-mismatch': 422,
  'ambiguous-refund': 422,
  'order-line-not-found': 422,
  'order-line-repeated': 422,
  'nothing-left-to-refund': 422,
  'refund-above-remaining': 422,
  'occurred-before-last': 422,
} satisfies Record<OrderErrorCode, number>;

export const ordersContext: BoundedContext = {
  name: 'orders',
  tags: {
    orders: 'What a customer bought, and what was given back.',
  },
  deciders: [orderDecider],
  commands: {
    table: orderCommands,
    handlers: handlersOf(orderDecider, orderCommands, orderCheck),
    problems,
  },
  queryHandlers: orderQueryHandlers,
  queryControllers: [OrderQueryController],
  projections: [orders],
  reactions: [dealOrders],
  timeline: orderTimeline,
};
