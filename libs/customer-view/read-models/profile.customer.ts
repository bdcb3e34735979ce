import { describedAfter } from '../../customers/details.published.js';
import { wishesAfter } from '../../customers/wishes.published.js';
import { type CustomerEvent } from '../../customers/customers.events.js';
import { type Profile } from './profile.document.js';

/** The profile after an event of the customer itself. */
export const customerAfter = (
  customer: Profile,
  event: Exclude<CustomerEvent, { type: 'CustomerErased' }>,
): Profile => {
  switch (event.type) {
    case 'CustomerRegistered': {
      const {
        customerId: _id,
        occurredAt: registeredAt,
        kind,
        owner,
        claimed: _claimed,
        ...rest
      } = event.data;
      const { externalIds = [], contactPoints = [], tags = [], ...details } = rest;
      return {
        ...customer,
        kind,
        registeredAt,
        details,
        ...(owner === undefined ? {} : { owner }),
        externalIds,
        contactPoints,
        tags,
      };
    }
    case 'CustomerDetailsChanged':
    case 'ContactPointAdded':
    case 'ContactPointRemoved':
    case 'ExternalIdAdded':
    case 'ExternalIdRemoved':
    case 'CustomerTagged':
    case 'CustomerUntagged':
    case 'OwnerAssigned':
      return describedAfter(customer, event);
    case 'OwnerUnassigned': {
      const { owner: _owner, ...ownerless } = customer;
      return ownerless;
    }
    case 'CustomerRelated': {
      const { relation, relatedId, occurredAt: since } = event.data;
      return { ...customer, relations: [...customer.relations, { relation, relatedId, since }] };
    }
    case 'CustomerUnrelated': {
      const { relation, relatedId } = event.data;
      return {
        ...customer,
        relations: customer.relations.filter(
          (one) => one.relation !== relation || one.relatedId !== relatedId,
        ),
      };
    }
    case 'ConsentGiven':
    case 'ConsentWithdrawn':
    case 'ProcessingRestricted':
    case 'ProcessingRestrictionLifted':
    case 'ObjectionRaised':
    case 'ObjectionWithdrawn':
      return wishesAfter(customer, event);
  }
};
