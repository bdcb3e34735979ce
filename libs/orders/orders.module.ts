import { type BoundedContext } from '../platform/index.js';
import { dealOrders } from './deal-orders.reaction.js';
import { OrderCommandController } from './orders.command.controller.js';
import { CancelOrder, PlaceOrder, RefundOrder } from './orders.commands.js';
import { orderDecider } from './orders.decider.js';
import { orderHandlers } from './orders.handlers.js';

export const ordersContext: BoundedContext = {
  name: 'orders',
  deciders: [orderDecider],
  commands: [PlaceOrder, RefundOrder, CancelOrder],
  commandHandlers: orderHandlers,
  commandControllers: [OrderCommandController],
  queryHandlers: [],
  queryControllers: [],
  projections: [],
  reactions: [dealOrders],
};
