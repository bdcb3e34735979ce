import { type AddExternalId, type RemoveExternalId } from '../external-ids.commands.js';
import { sameExternalId } from '../details.published.js';
import { CustomerError } from '../customers.errors.js';
import { type CustomerEvent, type ExternalId } from '../customers.events.js';
import { type RegisteredCustomer, within } from '../customers.state.js';

/** Each once. */
export const externalIdsOf = (ids: readonly ExternalId[]): ExternalId[] =>
  ids
    .map(({ system, id }) => ({ system, id }))
    .filter((id, index, all) => all.findIndex(sameExternalId(id)) === index);

export const addExternalId = (
  { id: customerId, data, envelope }: AddExternalId,
  customer: RegisteredCustomer,
): CustomerEvent[] => {
  if (customer.externalIds.some(sameExternalId(data))) return [];
  const { system, id, claimed } = data;
  const externalId = { system, id };
  within(20, 'external ids', [...customer.externalIds, externalId]);
  const { occurredAt } = envelope;
  const brought = { customerId, occurredAt, externalId, ...(claimed ? { claimed } : {}) };
  return [{ type: 'ExternalIdAdded', data: brought }];
};

export const removeExternalId = (
  { id: customerId, data, envelope }: RemoveExternalId,
  customer: RegisteredCustomer,
): CustomerEvent[] => {
  const externalId = customer.externalIds.find(sameExternalId(data));
  if (!externalId) {
    throw new CustomerError(
      'external-id-not-found',
      `${data.system} does not know customer ${customerId} as ${data.id}`,
    );
  }
  const { occurredAt } = envelope;
  return [{ type: 'ExternalIdRemoved', data: { customerId, occurredAt, externalId } }];
};
