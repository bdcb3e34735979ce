import { checkCustomer } from '../customers/customers.published.js';
import { type Check } from '../event-sourcing/core.js';
import { type DealCommand } from './deals.commands.js';
import { DealError } from './deals.errors.js';
import { type Deal } from './deals.state.js';

/** A deal is opened for an active customer, or attached to one. */
export const dealCheck: Check<Deal, DealCommand> = async (command, _deal, read) => {
  if (command.type !== 'OpenDeal' && command.type !== 'AttachDeal') return command;
  const { customerId } = command.data;
  if (customerId !== undefined) await checkCustomer(read, customerId, DealError);
  return command;
};
