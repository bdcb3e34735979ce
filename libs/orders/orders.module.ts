import { type BoundedContext } from '../platform/index.js';
import { dealOrders } from './deal-orders.reaction.js';
import { OrderCommandController } from './orders.command.controller.js';
import { CancelOrder, PlaceOrder, RefundOrder } from './orders.commands.js';
import { orderDecider } from './orders.decider.js';
import { orderHandlers } from './orders.handlers.js';
import { OrderQueryController } from './orders.query.controller.js';
import { orderTimeline } from './orders.timeline.js';
import { orders } from './read-models/orders.projection.js';
import { orderQueryHandlers } from './read-models/orders.query.js';

export const ordersContext: BoundedContext = {
  name: 'orders',
  deciders: [orderDecider],
  commands: [PlaceOrder, RefundOrder, CancelOrder],
  commandHandlers: orderHandlers,
  commandControllers: [OrderCommandController],
  queryHandlers: orderQueryHandlers,
  queryControllers: [OrderQueryController],
  projections: [orders],
  reactions: [dealOrders],
  timeline: orderTimeline,
};
