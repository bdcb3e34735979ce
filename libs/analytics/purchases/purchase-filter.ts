import { type Purchase } from '../base/purchase-table.js';
import {
  type CustomerDimension,
  customerDimensions,
  keysOfCustomer,
  type KnownBuyer,
} from './purchase-dimensions.js';
import { type PurchaseLine } from './purchases.projection.js';

/** A value for each dimension that purchases are filtered by; all must hold. */
export type PurchaseFilters = Readonly<
  Partial<Record<CustomerDimension | 'channel' | 'product' | 'category', string>>
>;

/** Lets pass what the filters hold of. */
export class PurchaseFilter {
  /** Whether orders pass in part: some of their lines. */
  readonly byLine: boolean;

  constructor(private readonly filters: PurchaseFilters) {
    this.byLine = filters.product !== undefined || filters.category !== undefined;
  }

  /** Whether the filters of customers let one pass. */
  holds(buyer: KnownBuyer): boolean {
    return customerDimensions.every((dimension) => {
      const wanted = this.filters[dimension];
      return wanted === undefined || keysOfCustomer(dimension, buyer).includes(wanted);
    });
  }

  /** The lines of a purchase that pass; undefined if it doesn't pass at all. */
  lines({ channel, lines }: Purchase): readonly PurchaseLine[] | undefined {
    const { filters, byLine } = this;
    if (filters.channel !== undefined && channel !== filters.channel) return undefined;
    if (!byLine) return lines;
    const passing = lines.filter(
      ({ product, category }) =>
        (filters.product === undefined || product === filters.product) &&
        (filters.category === undefined || category === filters.category),
    );
    return passing.length === 0 ? undefined : passing;
  }
}

/** The purchases that pass, each with the lines that pass and their amount. */
export const passingPurchases = (filter: PurchaseFilter, purchases: readonly Purchase[]): Purchase[] =>
  purchases.flatMap((purchase) => {
    const lines = filter.lines(purchase);
    if (lines === undefined) return [];
    if (lines === purchase.lines) return [purchase];
    // Field by field: one that is converted works its fields out.
    const { refund, day, orderDay, channel, currency, position } = purchase;
    return [{ refund, day, orderDay, channel, currency, position, lines, amount: amountOf(lines) }];
  });

export const amountOf = (lines: readonly PurchaseLine[]): number =>
  lines.reduce((sum, { amount }) => sum + amount, 0);
export const unitsOf = (lines: readonly PurchaseLine[]): number =>
  lines.reduce((sum, { quantity = 0 }) => sum + quantity, 0);
