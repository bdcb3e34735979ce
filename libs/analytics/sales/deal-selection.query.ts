import { Uuid } from '../../platform/index.js';
import { ConvertibleFilterQuery, FilterParameter, filtersOf } from '../customers/customer-filter.query.js';
import { type SegmentOptions } from '../segments/defined/defined-segments.js';
import { type BaseReports } from '../threads/base-reports.js';
import { dealFilters, type DealSelection } from './deal-dimensions.js';

/** Of which dimensions deals are: those of the customers that they are with, and those of their own. */
export class DealFilterQuery extends ConvertibleFilterQuery {
  @FilterParameter('Only deals of this owner, whoever owns the customer')
  override readonly owner?: string;

  @Uuid({ optional: true, description: 'Only deals of this customer' })
  readonly customerId?: string;

  @FilterParameter('Only what deals are worth of this product')
  readonly product?: string;
}

/** @throws AnalyticsError `unknown-segment` */
export const dealSelectionOf = (
  query: DealFilterQuery,
  reports: BaseReports,
  options: SegmentOptions,
): Promise<Required<DealSelection>> => filtersOf(dealFilters, query, reports, options);
