import { type Described, describedAfter } from './details.published.js';
import { CustomerError } from './customers.errors.js';
import { type CustomerEvent, type CustomerKind, type RelatedCustomer } from './customers.events.js';
import { type Wishes, wishesAfter } from './wishes.published.js';

export interface RegisteredCustomer extends Described, Wishes {
  readonly status: 'registered';
  readonly kind: CustomerKind;
  readonly relations: readonly RelatedCustomer[];
}

export type Customer = { readonly status: 'unknown' } | RegisteredCustomer | { readonly status: 'erased' };

export const sameRelation =
  ({ relation, relatedId }: Pick<RelatedCustomer, 'relation' | 'relatedId'>) =>
  (other: RelatedCustomer): boolean =>
    other.relation === relation && other.relatedId === relatedId;

/** @throws CustomerError `limit-reached`: state and read models hold each of these lists whole */
export const within = <T>(limit: number, what: string, list: readonly T[]): readonly T[] => {
  if (list.length <= limit) return list;
  throw new CustomerError('limit-reached', `a customer can have at most ${limit} ${what}`);
};

const evolveRegistered = (
  customer: RegisteredCustomer,
  event: Exclude<CustomerEvent, { type: 'CustomerRegistered' | 'CustomerErased' }>,
): RegisteredCustomer => {
  switch (event.type) {
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
      const { relation, relatedId, relatedName } = event.data;
      return { ...customer, relations: [...customer.relations, { relation, relatedId, relatedName }] };
    }
    case 'CustomerUnrelated': {
      const same = sameRelation(event.data);
      return { ...customer, relations: customer.relations.filter((other) => !same(other)) };
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

export const evolve = (customer: Customer, event: CustomerEvent): Customer => {
  if (event.type === 'CustomerErased' || customer.status === 'erased') return { status: 'erased' };
  if (event.type !== 'CustomerRegistered')
    return customer.status === 'unknown' ? customer : evolveRegistered(customer, event);
  const {
    customerId: _id,
    occurredAt: _at,
    kind,
    externalIds = [],
    contactPoints = [],
    tags = [],
    owner,
    claimed: _claimed,
    ...details
  } = event.data;
  return {
    status: 'registered',
    kind,
    details,
    externalIds,
    contactPoints,
    tags,
    ...(owner === undefined ? {} : { owner }),
    relations: [],
    consents: [],
    objections: [],
  };
};
