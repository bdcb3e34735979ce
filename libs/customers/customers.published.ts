import { type DomainError, type Fold, type ReadFold } from '../event-sourcing/core.js';
import { type CustomerEvent, customerEvents } from './customers.events.js';

/**
 * Whether others may refer to a customer: only while it is active. It may be erased at any time, and merging customers will
 * add a status, so nobody may keep an answer for good.
 */
export interface CustomerStanding {
  readonly status: 'unknown' | 'active' | 'erased';
  /** The customer's data may be kept and not used (GDPR, article 18): nobody may let go of it then. */
  readonly isRestricted: boolean;
}

export const customerStanding: Fold<CustomerStanding, CustomerEvent> = {
  category: 'customer',
  events: customerEvents,
  initial: { status: 'unknown', isRestricted: false },
  impersonal: true,
  evolve: (customer, { type }) => {
    if (type === 'CustomerErased') return { ...customer, status: 'erased' };
    if (type === 'CustomerRegistered') return { ...customer, status: 'active' };
    if (type === 'ProcessingRestricted') return { ...customer, isRestricted: true };
    return type === 'ProcessingRestrictionLifted' ? { ...customer, isRestricted: false } : customer;
  },
};

/**
 * Refuses what refers to a customer that isn't active. The check isn't atomic: the customer may change before the command
 * is appended.
 * @returns how the customer stands, which is active
 * @throws the `Refusal`, `customer-not-found` or `customer-erased`
 */
export const checkCustomer = async (
  read: ReadFold,
  customerId: string,
  Refusal: new (code: 'customer-not-found' | 'customer-erased', detail: string) => DomainError,
): Promise<CustomerStanding> => {
  const customer = await read(customerStanding, customerId);
  const { status } = customer;
  if (status === 'unknown') throw new Refusal('customer-not-found', `there is no customer ${customerId}`);
  if (status === 'erased') throw new Refusal('customer-erased', `customer ${customerId} was erased`);
  return customer;
};

/**
 * Refuses what would let go of data that is to be kept. As with `checkCustomer`, the check isn't atomic.
 * @throws the `Refusal`, `processing-restricted`
 */
export const checkUnrestricted = async (
  read: ReadFold,
  customerId: string,
  Refusal: new (code: 'processing-restricted', detail: string) => DomainError,
): Promise<void> => {
  const { isRestricted } = await read(customerStanding, customerId);
  if (isRestricted)
    throw new Refusal('processing-restricted', `the data of customer ${customerId} is to be kept`);
};
