import { type Decider } from '../event-sourcing/index.js';
import { type CustomerCommand, type RegisterCustomer } from './customers.commands.js';
import { CustomerError } from './customers.errors.js';
import {
  type CustomerDetails,
  type CustomerEvent,
  customerEvents,
  type CustomerKind,
} from './customers.events.js';

export type Customer =
  | { readonly status: 'unknown' }
  | { readonly status: 'registered'; readonly kind: CustomerKind; readonly details: CustomerDetails };

const register = ({ id, data, envelope }: RegisterCustomer, customer: Customer): CustomerEvent[] => {
  if (customer.status !== 'unknown')
    throw new CustomerError('customer-already-registered', `customer ${id} is there already`);
  const { occurredAt } = envelope;
  return [{ type: 'CustomerRegistered', data: { ...data, customerId: id, occurredAt } }];
};

const decide = (command: CustomerCommand, customer: Customer): CustomerEvent[] => {
  switch (command.type) {
    case 'RegisterCustomer':
      return register(command, customer);
  }
};

const evolve = (_customer: Customer, event: CustomerEvent): Customer => {
  switch (event.type) {
    case 'CustomerRegistered': {
      const { customerId: _id, occurredAt: _at, kind, ...details } = event.data;
      return { status: 'registered', kind, details };
    }
  }
};

export const customerDecider: Decider<Customer, CustomerCommand, CustomerEvent> = {
  category: 'customer',
  events: customerEvents,
  initial: { status: 'unknown' },
  decide,
  evolve,
};
