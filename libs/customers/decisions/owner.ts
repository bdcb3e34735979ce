import { type AssignOwner, type UnassignOwner } from '../relations.commands.js';
import { type CustomerEvent } from '../customers.events.js';
import { type RegisteredCustomer } from '../customers.state.js';

export const assignOwner = (
  { id, data, envelope }: AssignOwner,
  customer: RegisteredCustomer,
): CustomerEvent[] => {
  const { owner } = data;
  if (owner === customer.owner) return [];
  return [{ type: 'OwnerAssigned', data: { customerId: id, occurredAt: envelope.occurredAt, owner } }];
};

export const unassignOwner = (
  { id, envelope }: UnassignOwner,
  { owner: previousOwner }: RegisteredCustomer,
): CustomerEvent[] => {
  if (previousOwner === undefined) return [];
  return [
    { type: 'OwnerUnassigned', data: { customerId: id, occurredAt: envelope.occurredAt, previousOwner } },
  ];
};
