import { type Counts, type Times } from './kept-counts.js';

/** What was counted of each customer, who is in it once. */
export class EachCustomer<Item extends { readonly customerId: string }> implements Counts {
  private readonly byCustomer = new Map<string, Item>();

  get size(): number {
    return this.byCustomer.size;
  }

  add(item: Item, times: Times): void {
    if (times === 1) this.byCustomer.set(item.customerId, item);
    else this.byCustomer.delete(item.customerId);
  }

  all(): Item[] {
    return [...this.byCustomer.values()];
  }
}
