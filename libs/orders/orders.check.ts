import { checkCustomer } from '../customers/customers.published.js';
import { checkDeal } from '../deals/deals.published.js';
import { type Check } from '../event-sourcing/core.js';
import { type OrderCommand } from './orders.commands.js';
import { OrderError } from './orders.errors.js';
import { type Order } from './orders.state.js';

/** An order is placed for an active customer, and comes from a deal of that customer if it names one. */
export const orderCheck: Check<Order, OrderCommand> = async (command, _order, read) => {
  if (command.type !== 'PlaceOrder') return command;
  const { customerId, dealId } = command.data;
  await checkCustomer(read, customerId, OrderError);
  if (dealId !== undefined) await checkDeal(read, dealId, customerId, OrderError);
  return command;
};
