import { type CommandEnvelope, type Reaction } from '../event-sourcing/core.js';
import { type CustomerRegistered, type ExternalIdAdded, type ExternalIdRemoved } from './customers.events.js';
import { type ClaimCommand, ClaimExternalId } from './external-id-claims.commands.js';
import { claimIdOf, ReleaseExternalId } from './external-id-claims.published.js';

/**
 * Has every external id claimed by the customer that has it, where its command did not do so itself or the customer is older
 * than claims, and released when the customer has it no more. Where two customers have one, the first to be recorded holds it; the refusal of the
 * other's claim is recorded, and so the pair is listed.
 */
export const externalIdClaims: Reaction<CustomerRegistered | ExternalIdAdded | ExternalIdRemoved> = {
  name: 'external-id-claims',
  events: ['CustomerRegistered', 'ExternalIdAdded', 'ExternalIdRemoved'],
  from: undefined,
  react: ({ type, data }, envelope): readonly ClaimCommand[] => {
    if ('claimed' in data && data.claimed) return [];
    const holder = { holderId: data.customerId };
    const now = (index: number): CommandEnvelope => ({ ...envelope(index), timeFrom: 'decision' });
    switch (type) {
      case 'CustomerRegistered':
        return (data.externalIds ?? []).map(
          (externalId, index) => new ClaimExternalId(claimIdOf(externalId), holder, now(index)),
        );
      case 'ExternalIdAdded':
        return [new ClaimExternalId(claimIdOf(data.externalId), holder, now(0))];
      case 'ExternalIdRemoved':
        return [new ReleaseExternalId(claimIdOf(data.externalId), holder, now(0))];
    }
  },
};
