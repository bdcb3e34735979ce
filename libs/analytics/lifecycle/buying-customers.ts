import { type Counts, type Times } from '../base/kept-counts.js';

/** When a customer bought. */
export interface BuyingCustomer {
  readonly customerId: string;
  /** Purchase days in order, as days since 1970-01-01. */
  readonly days: readonly number[];
}

/** The purchase days of everybody who is registered. */
export class BuyingCustomers implements Counts {
  private readonly byCustomer = new Map<string, BuyingCustomer>();

  get size(): number {
    return this.byCustomer.size;
  }

  add(customer: BuyingCustomer, times: Times): void {
    if (times === 1) this.byCustomer.set(customer.customerId, customer);
    else this.byCustomer.delete(customer.customerId);
  }

  all(): BuyingCustomer[] {
    return [...this.byCustomer.values()];
  }
}
