import { type Base } from '../base/base.js';
import { eachOf } from '../groups.js';
import { PurchaseFilter } from '../purchases/purchase-filter.js';
import { knownBuyers, type PurchaseSelection } from '../purchases/purchase-selection.js';
import { type KeptFigures } from '../segments/scored-buyers.js';

/** Which customers a report is about. */
export type CustomerSelection = Pick<PurchaseSelection, 'filters' | 'segmenting'>;

type Passes = (customerId: string) => boolean;

/**
 * Whether the filters let a customer pass as of the base's day. Cohorts and segments of a scheme are by the orders in the
 * currency.
 * @throws AnalyticsError `masked-field` where they are of a segment that whoever asks isn't told of
 */
export async function passingIn(
  currency: string | null,
  selection: CustomerSelection,
  base: Base,
  kept?: KeptFigures,
): Promise<Passes> {
  if (Object.keys(selection.filters).length === 0) return () => true;
  const filter = new PurchaseFilter(selection.filters);
  const known = await knownBuyers(selection, base, currency, { kept });
  return (customerId) => {
    const purchases = currency === null ? [] : base.purchasesOf(customerId, currency);
    return filter.holds(known.of(customerId, purchases, base.attributesOf(customerId)));
  };
}

/** The same by the orders in any currency, or in the one that is given, for figures that are of no currency. */
export async function passingInAny(
  given: string | undefined,
  selection: CustomerSelection,
  base: Base,
  kept?: KeptFigures,
): Promise<Passes> {
  if (Object.keys(selection.filters).length === 0) return () => true;
  const currencies = eachOf(await base.currencies(given));
  const passing = await Promise.all(currencies.map((currency) => passingIn(currency, selection, base, kept)));
  return (customerId) => passing.some((passes) => passes(customerId));
}
