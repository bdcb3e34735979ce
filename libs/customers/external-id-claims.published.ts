import { derivedId, DomainCommand, ERASED, type Fold } from '../event-sourcing/core.js';
import { type CustomerEvent, customerEvents, type ExternalId } from './customers.events.js';
import { sameExternalId } from './details.published.js';

/** The id of an external id's claim. It can't be read back: a claim tells nothing about a person. */
export const claimIdOf = ({ system, id }: ExternalId): string => derivedId('external-id', system, id);

/** `id` is the claim's. Does nothing when another customer holds it. */
export class ReleaseExternalId extends DomainCommand<{ readonly holderId: string }> {
  readonly type = 'ReleaseExternalId';
}

/** What a customer is called elsewhere, as far as it can still be read. */
export const externalIdsOf: Fold<readonly ExternalId[], CustomerEvent> = {
  category: 'customer',
  events: customerEvents,
  initial: [],
  evolve: (externalIds, { type, data }) => {
    if (type === 'CustomerRegistered') return data.externalIds ?? [];
    if (type === 'ExternalIdRemoved')
      return externalIds.filter((externalId) => !sameExternalId(data.externalId)(externalId));
    return type === 'ExternalIdAdded' && data.externalId.id !== ERASED
      ? [...externalIds, data.externalId]
      : externalIds;
  },
};
