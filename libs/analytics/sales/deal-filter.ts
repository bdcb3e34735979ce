import { type Base } from '../base/base.js';
import { type DealAsOf } from '../facts/deal-as-of.js';

export const accountDimensions = ['region', 'sector', 'source', 'kind', 'tag'] as const;
export const dealFilters = ['owner', 'account', 'product', ...accountDimensions] as const;

/** A value for each dimension that deals are filtered by; all must hold. */
export type DealFilters = Readonly<Partial<Record<(typeof dealFilters)[number], string>>>;

/** The deal as far as the filters let it pass, with the amounts of the product asked for alone; undefined: it doesn't. */
export function passing(deal: DealAsOf, filters: DealFilters, base: Base): DealAsOf | undefined {
  const { owner, account, product } = filters;
  if (owner !== undefined && deal.owner !== owner) return undefined;
  if (account !== undefined && deal.account !== account) return undefined;
  if (!accountPasses(deal, filters, base)) return undefined;
  if (product === undefined) return deal;
  const products = deal.products.filter((each) => each.product === product);
  if (products.length === 0) return undefined;
  return { ...deal, products, amount: products.reduce((sum, { amount }) => sum + amount, 0) };
}

/** Attributes are those of the moment. */
const accountPasses = ({ account }: DealAsOf, filters: DealFilters, base: Base): boolean =>
  accountDimensions.every((dimension) => {
    const wanted = filters[dimension];
    if (wanted === undefined) return true;
    if (account === null) return false;
    const { tags, ...attributes } = base.attributesOf(account);
    return dimension === 'tag' ? tags.includes(wanted) : attributes[dimension] === wanted;
  });
