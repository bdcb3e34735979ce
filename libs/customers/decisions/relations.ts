import { type RelateNamedCustomer, type UnrelateCustomer } from '../customers.commands.js';
import { CustomerError } from '../customers.errors.js';
import { type CustomerEvent } from '../customers.events.js';
import { type RegisteredCustomer, sameRelation, within } from '../customers.state.js';

/** Whether the other customer exists, and how it is called, is for the handler to find out. */
export const relate = (
  { id, data, envelope }: RelateNamedCustomer,
  customer: RegisteredCustomer,
): CustomerEvent[] => {
  const { relation, relatedId, relatedName } = data;
  const related = { relation, relatedId, relatedName };
  if (relatedId === id)
    throw new CustomerError('related-to-itself', 'a customer cannot be related to itself');
  if (customer.relations.some(sameRelation(related))) return [];
  within(100, 'relations', [...customer.relations, related]);
  return [{ type: 'CustomerRelated', data: { customerId: id, occurredAt: envelope.occurredAt, ...related } }];
};

export const unrelate = (
  { id, data, envelope }: UnrelateCustomer,
  customer: RegisteredCustomer,
): CustomerEvent[] => {
  const related = customer.relations.find(sameRelation(data));
  if (!related) return [];
  return [
    { type: 'CustomerUnrelated', data: { customerId: id, occurredAt: envelope.occurredAt, ...related } },
  ];
};
