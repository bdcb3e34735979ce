import { type Attributes, type Base } from '../base/base.js';
import { type Segments } from '../base/kept-counts.js';
import { type Purchase } from '../base/purchase-table.js';
import { dayNumber } from '../facts/epoch-days.js';
import { type Segmenting } from '../segments/defined/segment-conditions.js';
import { type KeptFigures } from '../segments/scored-buyers.js';
import { segmentsOf } from '../segments/segmenting.js';
import { cohortOf, customerDimensions, type KnownBuyer } from './purchase-dimensions.js';
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
export interface KnownBuyers {
  /** Absent: nothing looks at them. */
  readonly segments: Segments | undefined;
  of(customerId: string, purchases: readonly Purchase[], attributes: Attributes): KnownBuyer;
}

/** Segments are of all customers, so they are worked out before, and only where they are asked for. */
export async function knownBuyers(
  { filters, segmenting }: Pick<PurchaseSelection, 'filters' | 'segmenting'>,
  base: Base,
  currency: string | null,
  { bySegment = false, kept }: { readonly bySegment?: boolean; readonly kept?: KeptFigures | undefined } = {},
): Promise<KnownBuyers> {
  const needed = bySegment || filters.segment !== undefined;
  const segments = needed ? await segmentsOf(base, currency, segmenting, kept) : undefined;
  // Without the base: what is kept holds on to this.
  return {
    segments,
    of: (customerId, purchases, attributes) => {
      return { attributes, cohort: cohortOf(purchases), segment: segments?.get(customerId) ?? null };
    },
  };
}

export const looksAtCustomers = (
  filters: PurchaseFilters,
  ...groupedBy: readonly (string | undefined)[]
): boolean => customerDimensions.some((each) => filters[each] !== undefined || groupedBy.includes(each));

/** Filters as a part of a key, with what segments are where anything looks at them. */
export const filtersKey = (
  { filters, segmenting }: Pick<PurchaseSelection, 'filters' | 'segmenting'>,
  { segments }: Pick<KnownBuyers, 'segments'>,
): readonly unknown[] => [Object.entries(filters).sort(), segments && segmenting];

/** A span as of another day: one that ends with the day ends with that one. */
export const spanAsOf = (span: OpenSpan, asOf: string, day: string): OpenSpan =>
  span.to === dayNumber(asOf) ? { ...span, to: dayNumber(day) } : span;

/** One customer's selected purchases, by day, each with the lines that count. */
export interface SelectedBuyer {
  readonly customerId: string;
  readonly purchases: readonly { readonly purchase: Purchase; readonly lines: readonly PurchaseLine[] }[];
}

/** What is selected of one customer's purchases; undefined: nothing. */
export function selecting(
  selection: PurchaseSelection,
  asOf: string,
  known: KnownBuyers,
): (customerId: string, all: readonly Purchase[], attributes: Attributes) => SelectedBuyer | undefined {
  const counts = within(spanOf(selection, asOf));
  const filter = new PurchaseFilter(selection.filters);
  return (customerId, all, attributes) => {
    if (!filter.holds(known.of(customerId, all, attributes))) return undefined;
    const purchases = all.filter(counts).flatMap((purchase) => {
      const lines = filter.lines(purchase);
      return lines === undefined ? [] : [{ purchase, lines }];
    });
    return purchases.length === 0 ? undefined : { customerId, purchases };
  };
}
