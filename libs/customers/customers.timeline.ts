import { after, fieldsText, listed, type TimelineLines } from '../platform/index.js';
import { type Consent, type CustomerEvent } from './customers.events.js';

const consentText = ({ purpose, channel }: Consent): string => `${purpose}${after(' by ', channel)}`;

const line = ({ type, data }: CustomerEvent): string => {
  switch (type) {
    case 'CustomerRegistered':
      return `Registered as ${data.kind}: ${data.name}`;
    case 'CustomerDetailsChanged': {
      const { customerId: _id, occurredAt: _at, cleared = [], ...changes } = data;
      const texts = [fieldsText(changes), ...cleared.map((detail) => `no ${detail}`)];
      return `Changed details: ${listed(texts)}`;
    }
    case 'ContactPointAdded':
      return `Added ${data.contactPoint.kind} ${data.contactPoint.value}`;
    case 'ContactPointRemoved':
      return `Removed ${data.contactPoint.kind} ${data.contactPoint.value}`;
    case 'ExternalIdAdded':
      return `Known to ${data.externalId.system} as ${data.externalId.id}`;
    case 'ExternalIdRemoved':
      return `No longer known to ${data.externalId.system} as ${data.externalId.id}`;
    case 'CustomerTagged':
      return `Tagged ${data.tags.join(', ')}`;
    case 'CustomerUntagged':
      return `Untagged ${data.tags.join(', ')}`;
    case 'OwnerAssigned':
      return `Assigned to ${data.owner}`;
    case 'OwnerUnassigned':
      return `No longer assigned to ${data.previousOwner}`;
    case 'CustomerRelated':
      return `Related: ${data.relation} ${data.relatedName}`;
    case 'CustomerUnrelated':
      return `No longer related: ${data.relation} ${data.relatedName}`;
    case 'ConsentGiven':
      return `Gave consent to ${consentText(data)}`;
    case 'ConsentWithdrawn':
      return `Withdrew consent to ${consentText(data)}`;
    case 'ProcessingRestricted':
      return 'Restricted the use of the data';
    case 'ProcessingRestrictionLifted':
      return 'Lifted the restriction on the use of the data';
    case 'ObjectionRaised':
      return `Objected to ${data.purpose ?? 'every purpose'}`;
    case 'ObjectionWithdrawn':
      return `Withdrew the objection to ${data.purpose ?? 'every purpose'}`;
    case 'CustomerErased':
      return `Erased: ${data.caseReference}`;
  }
};

export const customerTimeline: TimelineLines<CustomerEvent> = {
  kind: 'customer',
  line,
  names: ({ type, data }) =>
    type === 'CustomerRelated' || type === 'CustomerUnrelated' ? data.relatedId : undefined,
};
