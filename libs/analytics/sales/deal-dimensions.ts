import { type Base } from '../base/base.js';
import { periodOf } from '../days.js';
import { isPeriod, periodNames } from '../facts/periods.js';
import { type DealAsOf } from '../facts/deal-as-of.js';
import { getOrAdd, type Key } from '../groups.js';
import { keysOfCustomer, type KnownBuyer } from '../purchases/purchase-dimensions.js';
import { knownBuyers, type PurchaseSelection } from '../purchases/purchase-selection.js';

/** What deals are grouped and filtered by of the customer that they are with, as of the moment. */
export const accountDimensions = ['region', 'sector', 'source', 'kind', 'tag', 'cohort', 'segment'] as const;

export const salesDimensions = [
  'owner',
  'product',
  'customer',
  ...periodNames,
  ...accountDimensions,
] as const;
export type SalesDimension = (typeof salesDimensions)[number];

export const dealFilters = ['owner', 'customerId', 'product', ...accountDimensions] as const;

/** A value for each dimension that deals are filtered by; all must hold. */
export type DealFilters = Readonly<Partial<Record<(typeof dealFilters)[number], string>>>;

/** Which deals a report is about. */
export interface DealSelection {
  readonly filters: DealFilters;
  /** What segments are, where deals are grouped or filtered by them. */
  readonly segmenting?: PurchaseSelection['segmenting'] | undefined;
}

/** Whether purchases must be looked at to tell: who is in a segment, or the month of a customer's first order. */
export const needsPurchases = (filters: DealFilters, groupBy?: SalesDimension): boolean =>
  (['cohort', 'segment'] as const).some((name) => filters[name] !== undefined || groupBy === name);

/** The customers that deals are with; segments and cohorts are of the orders in the currency of the deal. */
export class DealAccounts {
  private readonly known = new Map<string, ReturnType<typeof knownBuyers>>();

  constructor(
    private readonly selection: DealSelection,
    private readonly base: Base,
    private readonly groupBy?: SalesDimension,
  ) {}

  async of(account: string, currency: string): Promise<KnownBuyer> {
    const { filters, segmenting } = this.selection;
    const { base } = this;
    if (segmenting === undefined || !needsPurchases(filters, this.groupBy))
      return { attributes: base.attributesOf(account), cohort: null, segment: null };
    const { segment } = filters;
    const known = await getOrAdd(this.known, currency, () =>
      knownBuyers({ filters: segment === undefined ? {} : { segment }, segmenting }, base, currency, {
        bySegment: this.groupBy === 'segment',
      }),
    );
    return known.of(account, base.purchasesOf(account, currency), base.attributesOf(account));
  }

  /** The deal as far as the filters let it pass, with the amounts of the product asked for alone; undefined: it doesn't. */
  async passing(deal: DealAsOf, currency: string): Promise<DealAsOf | undefined> {
    const { filters } = this.selection;
    const { owner, customerId, product } = filters;
    if (owner !== undefined && deal.owner !== owner) return undefined;
    if (customerId !== undefined && deal.account !== customerId) return undefined;
    if (!(await this.accountPasses(deal, currency))) return undefined;
    if (product === undefined) return deal;
    const products = deal.products.filter((each) => each.product === product);
    if (products.length === 0) return undefined;
    return { ...deal, products, amount: products.reduce((sum, { amount }) => sum + amount, 0) };
  }

  private async accountPasses({ account }: DealAsOf, currency: string): Promise<boolean> {
    const wanted = accountDimensions.filter((dimension) => this.selection.filters[dimension] !== undefined);
    if (wanted.length === 0) return true;
    if (account === null) return false;
    const known = await this.of(account, currency);
    return wanted.every((dimension) =>
      keysOfCustomer(dimension, known).includes(this.selection.filters[dimension] ?? null),
    );
  }
}

/** The groups that a deal is in, other than those of its products. `day`: when what is counted happened. */
export function keysOfDeal(
  dimension: Exclude<SalesDimension, 'product'>,
  { owner, account }: DealAsOf,
  day: string,
  known: KnownBuyer | undefined,
): readonly Key[] {
  if (isPeriod(dimension)) return [periodOf(day, dimension)];
  if (dimension === 'owner') return [owner];
  if (dimension === 'customer') return [account];
  return known === undefined ? [null] : keysOfCustomer(dimension, known);
}
