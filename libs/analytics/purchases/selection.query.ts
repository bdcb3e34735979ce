import { type Position } from '../../event-sourcing/core.js';
import { Day, OneOf, Text, Uuid } from '../../platform/index.js';
import { rangeReversed } from '../analytics.errors.js';
import { ConvertParameter, ReportQuery } from '../report.requests.js';
import { type SchemeName, schemeNames } from '../segments/segment-rules.js';
import { type BaseReports } from '../threads/base-reports.js';
import { customerDimensions, lineDimensions } from './purchase-dimensions.js';
import { type PurchaseSelection } from './purchase-selection.js';

const filter = (description: string, { personal }: { readonly personal?: true } = {}) =>
  Text({ max: 200, optional: true, description, ...(personal === undefined ? {} : { personal }) });

/** Of which dimensions customers are. */
export class CustomerFilterQuery extends ReportQuery {
  @filter('Only customers of this region')
  readonly region?: string;

  @filter('Only customers of this owner')
  readonly owner?: string;

  @filter('Only customers of this source')
  readonly source?: string;

  @filter('Only customers of this sector')
  readonly sector?: string;

  @filter('Only customers of this kind')
  readonly kind?: string;

  @filter('Only customers with this tag', { personal: true })
  readonly tag?: string;

  @filter('Only customers of this acquisition cohort: the month of the first order, such as 2017-08')
  readonly cohort?: string;

  @filter(
    'Only customers of this segment, as of asOf: one of the scheme, or the name or id of one that an analyst defined',
  )
  readonly segment?: string;

  @OneOf(schemeNames, { optional: true, description: 'What segments are made by; default: quintiles' })
  readonly scheme: SchemeName = 'quintiles';
}

/** Of which dimensions purchases are. */
export class FilterQuery extends CustomerFilterQuery {
  @filter('Only purchases of this channel')
  readonly channel?: string;

  @filter('Only purchases of this product')
  readonly product?: string;

  @filter('Only purchases of this category')
  readonly category?: string;

  @ConvertParameter()
  readonly convert?: boolean;
}

/** Which purchases a report is about. */
export class SelectionQuery extends FilterQuery {
  @Day({ optional: true, description: 'The first day that counts' })
  readonly from?: string;

  @Day({ optional: true, description: 'The last day that counts' })
  readonly to?: string;

  @Uuid({ optional: true, description: 'Only purchases of this customer' })
  readonly customerId?: string;
}

/** @throws AnalyticsError `range-reversed` or `unknown-segment` */
export async function selectionOf(
  query: SelectionQuery,
  reports: BaseReports,
  minPosition: Position | undefined,
): Promise<PurchaseSelection> {
  const { from, to, currency, customerId } = query;
  if (from !== undefined && to !== undefined && from > to) throw rangeReversed(from, to);
  return { from, to, currency, customerId, ...(await filtersOf(query, reports, minPosition)) };
}

const filterNames = [...customerDimensions, ...lineDimensions, 'channel'] as const;

/** @throws AnalyticsError `unknown-segment` */
export async function filtersOf(
  query: CustomerFilterQuery & Pick<FilterQuery, 'channel' | 'product' | 'category'>,
  reports: BaseReports,
  minPosition: Position | undefined,
): Promise<Pick<PurchaseSelection, 'filters' | 'segmenting'>> {
  const { scheme, segment, knownAt } = query;
  const segmenting = await reports.segmenting(
    scheme,
    { field: 'segment', segment },
    { knownAt, minPosition },
  );
  const filters = Object.fromEntries(
    filterNames.flatMap((name) => {
      // Members of a segment that is asked for by its id are known by its name.
      const value = name === 'segment' ? (segmenting.defined?.name ?? segment) : query[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  return { filters, segmenting };
}
