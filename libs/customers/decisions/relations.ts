import { type RelateCustomer, type UnrelateCustomer } from '../relations.commands.js';
import { CustomerError } from '../customers.errors.js';
import { type CustomerEvent } from '../customers.events.js';
import { type RegisteredCustomer, sameRelation, within } from '../customers.state.js';

export const relate = (
  { id, data, envelope }: RelateCustomer,
  customer: RegisteredCustomer,
): CustomerEvent[] => {
  const { relation, relatedId, relatedName } = data;
  if (relatedId === id)
    throw new CustomerError('related-to-itself', 'a customer cannot be related to itself');
  if (relatedName === undefined)
    throw new CustomerError('related-customer-not-found', `there is no customer ${relatedId}`);
  const related = { relation, relatedId, relatedName };
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
