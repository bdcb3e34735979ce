import { detailsAfter } from '../customers.details.js';
import { type Consent, type CustomerEvent } from '../customers.events.js';
import { sameExternalId } from '../customers.state.js';
import { type Profile } from './profile.document.js';

const said = (
  customer: Profile,
  { purpose, channel, occurredAt }: Consent & { readonly occurredAt: string },
  given: boolean,
): Profile => {
  const others = customer.consents.filter((one) => one.purpose !== purpose || one.channel !== channel);
  const consent = { purpose, ...(channel === undefined ? {} : { channel }), given, since: occurredAt };
  return { ...customer, consents: [...others, consent] };
};

/** The profile after an event of the customer itself. */
export const customerAfter = (customer: Profile, event: CustomerEvent): Profile => {
  switch (event.type) {
    case 'CustomerRegistered': {
      const { customerId: _id, occurredAt: registeredAt, kind, owner, ...rest } = event.data;
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
      return { ...customer, details: detailsAfter(customer.details, event.data) };
    case 'ContactPointAdded':
      return { ...customer, contactPoints: [...customer.contactPoints, event.data.contactPoint] };
    case 'ContactPointRemoved': {
      const { id } = event.data.contactPoint;
      return { ...customer, contactPoints: customer.contactPoints.filter((point) => point.id !== id) };
    }
    case 'ExternalIdAdded':
      return { ...customer, externalIds: [...customer.externalIds, event.data.externalId] };
    case 'ExternalIdRemoved': {
      const same = sameExternalId(event.data.externalId);
      return { ...customer, externalIds: customer.externalIds.filter((other) => !same(other)) };
    }
    case 'CustomerTagged':
      return { ...customer, tags: [...customer.tags, ...event.data.tags] };
    case 'CustomerUntagged':
      return { ...customer, tags: customer.tags.filter((tag) => !event.data.tags.includes(tag)) };
    case 'OwnerAssigned':
      return { ...customer, owner: event.data.owner };
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
      return said(customer, event.data, true);
    case 'ConsentWithdrawn':
      return said(customer, event.data, false);
  }
};
