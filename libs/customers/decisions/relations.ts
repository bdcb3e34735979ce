import { type RelateCustomer, type UnrelateCustomer } from '../customers.commands.js';
import { CustomerError } from '../customers.errors.js';
import { type CustomerEvent } from '../customers.events.js';
import { type RegisteredCustomer, sameRelation, within } from '../customers.state.js';

const relationOf = ({ data }: RelateCustomer | UnrelateCustomer) => ({
  relation: data.relation,
  relatedId: data.relatedId.toLowerCase(),
});

/** Whether the other customer exists is for the handler to find out. */
export const relate = (command: RelateCustomer, customer: RegisteredCustomer): CustomerEvent[] => {
  const { id, envelope } = command;
  const related = relationOf(command);
  if (related.relatedId === id)
    throw new CustomerError('related-to-itself', 'a customer cannot be related to itself');
  if (customer.relations.some(sameRelation(related))) return [];
  within(100, 'relations', [...customer.relations, related]);
  return [{ type: 'CustomerRelated', data: { customerId: id, occurredAt: envelope.occurredAt, ...related } }];
};

export const unrelate = (command: UnrelateCustomer, customer: RegisteredCustomer): CustomerEvent[] => {
  const { id, envelope } = command;
  const related = relationOf(command);
  if (!customer.relations.some(sameRelation(related))) return [];
  return [
    { type: 'CustomerUnrelated', data: { customerId: id, occurredAt: envelope.occurredAt, ...related } },
  ];
};
