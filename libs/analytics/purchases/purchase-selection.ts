import { type Base } from '../base/base.js';
import { type Purchase } from '../base/purchase-table.js';
import { dayNumber } from '../facts/epoch-days.js';
import { eachOf, type Key } from '../groups.js';
import { type Segmenting } from '../segments/defined/segment-conditions.js';
import { segmentsOf } from '../segments/segmenting.js';
import { cohortOf, type KnownBuyer } from './purchase-dimensions.js';
import { PurchaseFilter, type PurchaseFilters } from './purchase-filter.js';
import { type PurchaseLine } from './purchases.projection.js';
import { type Span } from './purchase-tally.js';

/** Which purchases a report is about. */
export interface PurchaseSelection {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly currency?: string | undefined;
  readonly customerId?: string | undefined;
  readonly filters: PurchaseFilters;
  /** What segments are, where purchases are grouped or filtered by them. */
  readonly segmenting: Segmenting;
}

/** Open at its beginning. */
export type OpenSpan = Partial<Span> & { readonly to: number };

export const spanOf = ({ from, to }: PurchaseSelection, asOf: string): OpenSpan => ({
  ...(from === undefined ? {} : { from: dayNumber(from) }),
  to: Math.min(dayNumber(to ?? asOf), dayNumber(asOf)),
});

export const within =
  ({ from, to }: OpenSpan) =>
  ({ day }: Purchase): boolean =>
    day <= to && (from === undefined || day >= from);

/** What groups and filters look at, by customer. */
export type KnownBuyers = (customerId: string, purchases: readonly Purchase[]) => KnownBuyer;

/** Segments are of all customers, so they are worked out before, and only where they are asked for. */
export async function knownBuyers(
  { filters, segmenting }: Pick<PurchaseSelection, 'filters' | 'segmenting'>,
  base: Base,
  currency: string | null,
  bySegment = false,
): Promise<KnownBuyers> {
  const needed = bySegment || filters.segment !== undefined;
  const segments = needed ? await segmentsOf(base, currency, segmenting) : new Map<string, Key>();
  return (customerId, purchases) => {
    return {
      attributes: base.attributesOf(customerId),
      cohort: cohortOf(purchases),
      segment: segments.get(customerId) ?? null,
    };
  };
}

/** One customer's selected purchases, by day, each with the lines that count. */
export interface SelectedBuyer {
  readonly customerId: string;
  readonly purchases: readonly { readonly purchase: Purchase; readonly lines: readonly PurchaseLine[] }[];
}

/** Customers with a selected purchase in one currency. */
export interface SelectedBuyers {
  readonly currency: string | null;
  readonly buyers: () => AsyncGenerator<SelectedBuyer>;
}

/** Selected purchases, by each currency. */
export async function selected(selection: PurchaseSelection, base: Base): Promise<readonly SelectedBuyers[]> {
  const counts = within(spanOf(selection, base.moment.asOf));
  const currencies = await base.currencies(selection.currency, counts, selection.customerId);
  return Promise.all(eachOf(currencies).map((currency) => selectedIn(currency, selection, base)));
}

async function selectedIn(
  currency: string | null,
  selection: PurchaseSelection,
  base: Base,
): Promise<SelectedBuyers> {
  const counts = within(spanOf(selection, base.moment.asOf));
  const known = await knownBuyers(selection, base, currency);
  const filter = new PurchaseFilter(selection.filters);
  const buyers = async function* (): AsyncGenerator<SelectedBuyer> {
    for await (const { customerId, purchases: all } of base.buyers(currency, selection.customerId)) {
      if (!filter.holds(known(customerId, all))) continue;
      const purchases = all.filter(counts).flatMap((purchase) => {
        const lines = filter.lines(purchase);
        return lines === undefined ? [] : [{ purchase, lines }];
      });
      if (purchases.length > 0) yield { customerId, purchases };
    }
  };
  return { currency, buyers };
}
