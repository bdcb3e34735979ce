import { type CustomerEvent, customerEvents } from '../../customers/customers.events.js';
import { type DealEvent, dealEvents } from '../../deals/deals.events.js';
import { eventTypesOf, projection } from '../../event-sourcing/core.js';
import { type InteractionEvent, interactionEvents } from '../../interactions/interactions.events.js';
import { type OrderEvent, orderEvents } from '../../orders/orders.events.js';
import { type Retained, retainedIndex } from '../../platform/retention.js';

/**
 * `lastAt` is the last purchase or contact; the registration, as long as there was none. Of what is open, the number is
 * enough: their deciders see to it that each is opened and ended in turns.
 */
export interface RetainedCustomer extends Retained {
  readonly openDeals: number;
  readonly openFollowUps: number;
  readonly isRestricted: boolean;
}

type RetainingEvent = CustomerEvent | InteractionEvent | DealEvent | OrderEvent;

const nothing: RetainedCustomer = {
  customerId: '',
  lastAt: '',
  openDeals: 0,
  openFollowUps: 0,
  isRestricted: false,
  heldBack: [],
  isHeld: false,
};

const latest = (one: string | undefined, other: string): string =>
  one === undefined || other > one ? other : one;

/**
 * When the customer and we had to do with each other, by what the event says: we spoke, the customer told us a wish, a deal
 * moved. What we wrote down about the customer on our own is none. Undefined: the event says nothing of it.
 */
const contactIn = ({ type, data }: RetainingEvent): string | undefined => {
  switch (type) {
    case 'InteractionRecorded':
    case 'FollowUpCompleted':
    case 'FeedbackRecorded':
    case 'ConsentGiven':
    case 'ConsentWithdrawn':
    case 'ProcessingRestricted':
    case 'ProcessingRestrictionLifted':
    case 'ObjectionRaised':
    case 'ObjectionWithdrawn':
    case 'DealOpened':
    case 'DealAttached':
    case 'DealStageChanged':
    case 'DealWon':
    case 'DealLost':
    case 'DealReopened':
    case 'OrderRefunded':
    case 'OrderCancelled':
      return data.occurredAt;
    case 'InteractionCorrected':
      return data.happenedAt;
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
    case 'CustomerErased':
    case 'FollowUpScheduled':
    case 'FollowUpOverdue':
    case 'InteractionExpired':
    case 'DealRevised':
    case 'DealAssigned':
    case 'DealUnassigned':
    case 'OrderPlaced':
      return undefined;
  }
};

const timesAfter = (customer: RetainedCustomer, event: RetainingEvent): RetainedCustomer => {
  const { lastAt, lastPurchaseAt, lastContactAt } = customer;
  if (event.type === 'OrderPlaced') {
    const { occurredAt } = event.data;
    return {
      ...customer,
      lastAt: latest(lastAt, occurredAt),
      lastPurchaseAt: latest(lastPurchaseAt, occurredAt),
    };
  }
  const contact = contactIn(event);
  if (contact === undefined) return customer;
  return { ...customer, lastAt: latest(lastAt, contact), lastContactAt: latest(lastContactAt, contact) };
};

/** What is open with the customer, or forbids to let go of it. */
const openAfter = (customer: RetainedCustomer, { type, data }: RetainingEvent): RetainedCustomer => {
  const { openDeals, openFollowUps } = customer;
  if (type === 'DealOpened' || type === 'DealReopened' || (type === 'DealAttached' && data.status === 'open'))
    return { ...customer, openDeals: openDeals + 1 };
  if (type === 'DealWon' || type === 'DealLost') return { ...customer, openDeals: openDeals - 1 };
  if (type === 'FollowUpScheduled') return { ...customer, openFollowUps: openFollowUps + 1 };
  if (type === 'FollowUpCompleted') return { ...customer, openFollowUps: openFollowUps - 1 };
  if (type === 'ProcessingRestricted') return { ...customer, isRestricted: true };
  if (type === 'ProcessingRestrictionLifted') return { ...customer, isRestricted: false };
  return customer;
};

const held = (customer: RetainedCustomer): RetainedCustomer => {
  const { isRestricted, openDeals, openFollowUps } = customer;
  const heldBack = [
    ...(isRestricted ? (['processing-restricted'] as const) : []),
    ...(openDeals > 0 ? (['deal-open'] as const) : []),
    ...(openFollowUps > 0 ? (['follow-up-open'] as const) : []),
  ];
  return { ...customer, heldBack, isHeld: heldBack.length > 0 };
};

/** One document for each customer that isn't erased, with its id: nothing personal. */
export const retainedCustomers = projection<RetainedCustomer, RetainingEvent>({
  name: 'retained-customers',
  version: 2,
  events: [
    ...eventTypesOf(customerEvents),
    ...eventTypesOf(interactionEvents),
    ...eventTypesOf(dealEvents),
    ...eventTypesOf(orderEvents),
  ],
  indexes: [retainedIndex],
  documentIds: ({ data: { customerId } }) => (customerId === undefined ? [] : [customerId]),
  initial: () => nothing,
  evolve: (customer, event) => {
    if (event.type === 'CustomerErased') return null;
    if (event.type === 'CustomerRegistered') {
      const { customerId, occurredAt: lastAt } = event.data;
      return { ...nothing, customerId, lastAt };
    }
    // What was left of an erased customer, such as the end of a deal.
    if (customer.customerId === '') return null;
    return held(openAfter(timesAfter(customer, event), event));
  },
});
