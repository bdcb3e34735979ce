import { type TagCustomer, type UntagCustomer } from '../relations.commands.js';
import { type CustomerEvent } from '../customers.events.js';
import { type RegisteredCustomer, within } from '../customers.state.js';

/** Without space around them, each once. */
export const tagsOf = (tags: readonly string[]): string[] => [...new Set(tags.map((tag) => tag.trim()))];

export const tag = ({ id, data, envelope }: TagCustomer, customer: RegisteredCustomer): CustomerEvent[] => {
  const tags = tagsOf(data.tags).filter((name) => !customer.tags.includes(name));
  if (tags.length === 0) return [];
  within(100, 'tags', [...customer.tags, ...tags]);
  return [{ type: 'CustomerTagged', data: { customerId: id, occurredAt: envelope.occurredAt, tags } }];
};

export const untag = (
  { id, data, envelope }: UntagCustomer,
  customer: RegisteredCustomer,
): CustomerEvent[] => {
  const tags = tagsOf(data.tags).filter((name) => customer.tags.includes(name));
  if (tags.length === 0) return [];
  return [{ type: 'CustomerUntagged', data: { customerId: id, occurredAt: envelope.occurredAt, tags } }];
};
