import {
  type ContactPoint,
  type CustomerDetails,
  type CustomerDetailsChanged,
  type CustomerErased,
  type CustomerEvent,
  type CustomerRegistered,
  type CustomerRelated,
  type CustomerUnrelated,
  type ExternalId,
  type OwnerUnassigned,
  type WishEvent,
} from './customers.events.js';

/** Details as they are after a change of them; what was cleared is absent. */
export const detailsAfter = (
  details: CustomerDetails,
  { customerId: _id, occurredAt: _at, cleared = [], ...changes }: CustomerDetailsChanged['data'],
): CustomerDetails => {
  const { name, ...others } = { ...details, ...changes };
  const gone: ReadonlySet<string> = new Set(cleared);
  return { name, ...Object.fromEntries(Object.entries(others).filter(([detail]) => !gone.has(detail))) };
};

export const sameExternalId =
  ({ system, id }: ExternalId) =>
  (other: ExternalId): boolean =>
    other.system === system && other.id === id;

/** What is known of the customer alone, apart from others and from what it wants. */
export interface Described {
  readonly details: CustomerDetails;
  readonly externalIds: readonly ExternalId[];
  readonly contactPoints: readonly ContactPoint[];
  readonly tags: readonly string[];
  readonly owner?: string;
}

type DescribingEvent = Exclude<
  CustomerEvent,
  CustomerRegistered | OwnerUnassigned | CustomerRelated | CustomerUnrelated | WishEvent | CustomerErased
>;

/** The decider's state and the profile hold the same of it, each beside things of its own. */
export const describedAfter = <C extends Described>(customer: C, event: DescribingEvent): C => {
  switch (event.type) {
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
  }
};
