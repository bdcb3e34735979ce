import { ERASED, eventTypesOf, projection } from '../../event-sourcing/core.js';
import { type InteractionRecorded } from '../../interactions/interactions.events.js';
import { type OrderEvent, orderEvents } from '../../orders/orders.events.js';
import { type CustomerEvent, customerEvents } from '../../customers/customers.events.js';
import { customerAfter } from './profile.customer.js';
import { type Profile } from './profile.document.js';
import { purchasesAfter } from './profile.purchases.js';

type ProfileEvent = CustomerEvent | InteractionRecorded | OrderEvent;

const nothing: Profile = {
  kind: 'person',
  registeredAt: '',
  revision: 0,
  details: { name: '' },
  externalIds: [],
  contactPoints: [],
  tags: [],
  relations: [],
  consents: [],
  objections: [],
  interactions: 0,
  purchases: [],
};

/** One document for each customer, with its id. */
export const profile = projection<Profile, ProfileEvent>({
  name: 'profile',
  version: 4,
  events: [...eventTypesOf(customerEvents), 'InteractionRecorded', ...eventTypesOf(orderEvents)],
  indexes: [{ fields: { 'relations.relatedId': 1 } }],
  documentIds: ({ data }) => [data.customerId],
  initial: () => nothing,
  evolve: (customer, event) => {
    switch (event.type) {
      case 'InteractionRecorded':
        return { ...customer, interactions: customer.interactions + 1 };
      case 'OrderPlaced':
      case 'OrderRefunded':
      case 'OrderCancelled':
        return { ...customer, purchases: purchasesAfter(customer.purchases, event) };
      case 'CustomerRegistered':
      case 'CustomerDetailsChanged':
      case 'ContactPointAdded':
      case 'ContactPointRemoved':
      case 'ExternalIdAdded':
      case 'ExternalIdRemoved':
      case 'CustomerTagged':
      case 'CustomerUntagged':
      case 'OwnerAssigned':
      case 'OwnerUnassigned':
      case 'CustomerRelated':
      case 'CustomerUnrelated':
      case 'ConsentGiven':
      case 'ConsentWithdrawn':
      case 'ProcessingRestricted':
      case 'ProcessingRestrictionLifted':
      case 'ObjectionRaised':
      case 'ObjectionWithdrawn':
        return { ...customerAfter(customer, event), revision: event.revision };
      case 'CustomerErased': {
        const { owner: _owner, restrictedSince: _since, ...others } = customer;
        const { externalIds, contactPoints, tags, relations, consents, objections } = nothing;
        const { occurredAt: erasedAt } = event.data;
        const { revision } = event;
        const details = { name: ERASED };
        return {
          ...others,
          revision,
          details,
          externalIds,
          contactPoints,
          tags,
          relations,
          consents,
          objections,
          erasedAt,
        };
      }
    }
  },
});
