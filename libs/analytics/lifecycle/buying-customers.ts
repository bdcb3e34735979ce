import { type EachCustomer } from '../base/each-customer.js';

/** When a customer bought. */
export interface BuyingCustomer {
  readonly customerId: string;
  /** Purchase days in order, as days since 1970-01-01. */
  readonly days: readonly number[];
}

/** The purchase days of everybody who is registered. */
export type BuyingCustomers = EachCustomer<BuyingCustomer>;
