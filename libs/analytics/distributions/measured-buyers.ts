import { type Counts, type Times } from '../base/kept-counts.js';

/** The values of each customer, by which customers or orders are distributed. */
export class MeasuredBuyers implements Counts {
  private readonly byCustomer = new Map<string, readonly number[]>();
  private values = 0;

  /** How many values there are. */
  get size(): number {
    return this.values;
  }

  add(customerId: string, values: readonly number[], times: Times): void {
    this.values += times * values.length;
    if (times === 1) this.byCustomer.set(customerId, values);
    else this.byCustomer.delete(customerId);
  }

  all(): number[] {
    return [...this.byCustomer.values()].flat();
  }
}
