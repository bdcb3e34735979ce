import { type Decider } from '../event-sourcing/core.js';
import { type CustomerCommand } from './customers.commands.js';
import { CustomerError } from './customers.errors.js';
import { type CustomerEvent, customerEvents } from './customers.events.js';
import { type Customer, evolve } from './customers.state.js';
import { type EraseCustomer } from './erase-customer.published.js';
import { giveConsent, withdrawConsent } from './decisions/consents.js';
import { addContactPoint, removeContactPoint } from './decisions/contact-points.js';
import { addExternalId, removeExternalId } from './decisions/external-ids.js';
import {
  liftRestriction,
  raiseObjection,
  restrictProcessing,
  withdrawObjection,
} from './decisions/limits-of-use.js';
import { assignOwner, unassignOwner } from './decisions/owner.js';
import { changeDetails, register } from './decisions/registration.js';
import { put } from './decisions/putting.js';
import { relate, unrelate } from './decisions/relations.js';
import { tag, untag } from './decisions/tags.js';

const erase = ({ id, data, envelope }: EraseCustomer): CustomerEvent[] => [
  { type: 'CustomerErased', data: { customerId: id, occurredAt: envelope.occurredAt, ...data } },
];

const decide = (command: CustomerCommand, customer: Customer): CustomerEvent[] => {
  if (customer.status === 'erased') {
    if (command.type === 'EraseCustomer') return [];
    throw new CustomerError('customer-erased', `customer ${command.id} was erased`);
  }
  if (command.type === 'RegisterCustomer') return register(command, customer);
  if (command.type === 'PutCustomer') return put(command, customer);
  if (customer.status === 'unknown')
    throw new CustomerError('customer-not-found', `there is no customer ${command.id}`);
  switch (command.type) {
    case 'ChangeCustomerDetails':
      return changeDetails(command, customer);
    case 'AddContactPoint':
      return addContactPoint(command, customer);
    case 'RemoveContactPoint':
      return removeContactPoint(command, customer);
    case 'AddExternalId':
      return addExternalId(command, customer);
    case 'RemoveExternalId':
      return removeExternalId(command, customer);
    case 'TagCustomer':
      return tag(command, customer);
    case 'UntagCustomer':
      return untag(command, customer);
    case 'AssignOwner':
      return assignOwner(command, customer);
    case 'UnassignOwner':
      return unassignOwner(command, customer);
    case 'RelateCustomer':
      return relate(command, customer);
    case 'UnrelateCustomer':
      return unrelate(command, customer);
    case 'GiveConsent':
      return giveConsent(command, customer);
    case 'WithdrawConsent':
      return withdrawConsent(command, customer);
    case 'RestrictProcessing':
      return restrictProcessing(command, customer);
    case 'LiftRestriction':
      return liftRestriction(command, customer);
    case 'RaiseObjection':
      return raiseObjection(command, customer);
    case 'WithdrawObjection':
      return withdrawObjection(command, customer);
    case 'EraseCustomer':
      return erase(command);
  }
};

export const customerDecider: Decider<Customer, CustomerCommand, CustomerEvent> = {
  category: 'customer',
  events: customerEvents,
  initial: { status: 'unknown' },
  decide,
  evolve,
  made: ({ type, data }) =>
    type === 'ContactPointAdded' ? { contactPointId: data.contactPoint.id } : undefined,
};
