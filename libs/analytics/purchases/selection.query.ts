import { Day, OneOf, Text, Uuid } from '../../platform/index.js';
import { rangeReversed } from '../analytics.errors.js';
import { ReportQuery } from '../report.requests.js';
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

/** Which purchases a report is about. */
export class SelectionQuery extends ReportQuery {
  @Day({ optional: true, description: 'The first day that counts' })
  readonly from?: string;

  @Day({ optional: true, description: 'The last day that counts' })
  readonly to?: string;

  @Uuid({ optional: true, description: 'Only purchases of this customer' })
  readonly customerId?: string;

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

  @filter('segment of customers, as of asOf')
  readonly segment?: string;

  @OneOf(schemeNames, { optional: true, description: 'What segments are made by; default: quintiles' })
  readonly scheme: SchemeName = 'quintiles';
}

/** @throws AnalyticsError `range-reversed` or `unknown-segment` */
export function selectionOf(query: SelectionQuery, reports: BaseReports): PurchaseSelection {
  const { from, to, currency, customerId } = query;
  if (from !== undefined && to !== undefined && from > to) throw rangeReversed(from, to);
  const segmenting = reports.segmenting(query.scheme);
  reports.checkSegment('segment', query.segment, segmenting);
  const filters = Object.fromEntries(
    [...customerDimensions, ...lineDimensions, 'channel' as const].flatMap((name) => {
      const value = query[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  return { from, to, currency, customerId, filters, segmenting };
}
