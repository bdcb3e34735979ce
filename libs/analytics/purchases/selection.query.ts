import { type Position } from '../../event-sourcing/core.js';
import { Day, OneOf, Text, Uuid } from '../../platform/index.js';
import { rangeReversed } from '../analytics.errors.js';
import { ConvertibleQuery } from '../report.requests.js';
import { type SchemeName, schemeNames } from '../segments/segment-rules.js';
import { type BaseReports } from '../threads/base-reports.js';
import { customerDimensions, lineDimensions } from './purchase-dimensions.js';
import { type PurchaseSelection } from './purchase-selection.js';

const filter = (of: string, { personal }: { readonly personal?: true } = {}) =>
  Text({
    max: 200,
    optional: true,
    description: `Only purchases of this ${of}`,
    ...(personal === undefined ? {} : { personal }),
  });

/** Of which dimensions purchases are. */
export class FilterQuery extends ConvertibleQuery {
  @filter('channel')
  readonly channel?: string;

  @filter('product')
  readonly product?: string;

  @filter('category')
  readonly category?: string;

  @filter('region of customers')
  readonly region?: string;

  @filter('owner of customers')
  readonly owner?: string;

  @filter('source of customers')
  readonly source?: string;

  @filter('sector of customers')
  readonly sector?: string;

  @filter('kind of customers')
  readonly kind?: string;

  @filter('tag of customers', { personal: true })
  readonly tag?: string;

  @filter('acquisition cohort: the month of the first order, such as 2017-08')
  readonly cohort?: string;

  @filter(
    'segment of customers, as of asOf: one of the scheme, or the name or id of one that an analyst defined',
  )
  readonly segment?: string;

  @OneOf(schemeNames, { optional: true, description: 'What segments are made by; default: quintiles' })
  readonly scheme: SchemeName = 'quintiles';
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

/** @throws AnalyticsError `unknown-segment` */
export async function filtersOf(
  query: FilterQuery,
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
    [...customerDimensions, ...lineDimensions, 'channel' as const].flatMap((name) => {
      // Members of a segment that is asked for by its id are known by its name.
      const value = name === 'segment' ? (segmenting.defined?.name ?? segment) : query[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  return { filters, segmenting };
}
