import { type Check, type Fold } from '../event-sourcing/core.js';
import { type CustomerCommand } from './customers.commands.js';
import { RelateCustomer } from './relations.commands.js';
import { type CustomerEvent, customerEvents } from './customers.events.js';
import { type Customer } from './customers.state.js';

const customerName: Fold<string | undefined, CustomerEvent> = {
  category: 'customer',
  events: customerEvents,
  initial: undefined,
  evolve: (name, { type, data }) => {
    if (type === 'CustomerErased') return undefined;
    return type === 'CustomerRegistered' || type === 'CustomerDetailsChanged' ? (data.name ?? name) : name;
  },
};

/** Completes a relation with the name of the related customer, if there is such a customer. */
export const customerCheck: Check<Customer, CustomerCommand> = async (command, _customer, read) => {
  if (command.type !== 'RelateCustomer') return command;
  const { id, data, envelope } = command;
  const relatedName = await read(customerName, data.relatedId);
  return relatedName === undefined ? command : new RelateCustomer(id, { ...data, relatedName }, envelope);
};
