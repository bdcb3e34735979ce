import { Uuid } from '../../platform/index.js';
import { ConvertibleFilterQuery, FilterParameter, filtersOf } from '../customers/customer-filter.query.js';
import { FirstDay, LastDay, rangeOf } from '../report.requests.js';
import { type SegmentOptions } from '../segments/defined/defined-segments.js';
import { type BaseReports } from '../threads/base-reports.js';
import { customerDimensions, lineDimensions } from './purchase-dimensions.js';
import { type PurchaseSelection } from './purchase-selection.js';

/** Of which dimensions purchases are. */
export class FilterQuery extends ConvertibleFilterQuery {
  @FilterParameter('Only purchases of this channel')
  readonly channel?: string;

  @FilterParameter('Only purchases of this product')
  readonly product?: string;

  @FilterParameter('Only purchases of this category')
  readonly category?: string;
}

/** Which purchases a report is about. */
export class SelectionQuery extends FilterQuery {
  @FirstDay()
  readonly from?: string;

  @LastDay()
  readonly to?: string;

  @Uuid({ optional: true, description: 'Only purchases of this customer' })
  readonly customerId?: string;
}

/** @throws AnalyticsError `range-reversed` or `unknown-segment` */
export async function selectionOf(
  query: SelectionQuery,
  reports: BaseReports,
  options: SegmentOptions,
): Promise<PurchaseSelection> {
  const { currency, customerId } = query;
  return { ...rangeOf(query), currency, customerId, ...(await purchasesOf(query, reports, options)) };
}

const filterNames = [...customerDimensions, ...lineDimensions, 'channel'] as const;

/** @throws AnalyticsError `unknown-segment` */
export const purchasesOf = (
  query: FilterQuery,
  reports: BaseReports,
  options: SegmentOptions,
): Promise<Pick<PurchaseSelection, 'filters' | 'segmenting'>> =>
  filtersOf(filterNames, query, reports, options);
