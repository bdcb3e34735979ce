import { type Position } from '../../event-sourcing/core.js';
import { OneOf, Text, Uuid } from '../../platform/index.js';
import { ConvertibleQuery } from '../report.requests.js';
import { type SchemeName, schemeNames } from '../segments/segment-rules.js';
import { type BaseReports } from '../threads/base-reports.js';
import { dealFilters, type DealSelection } from './deal-dimensions.js';

const filter = (description: string) => Text({ max: 200, optional: true, description });

/** Of which dimensions deals are. */
export class DealFilterQuery extends ConvertibleQuery {
  @filter('Only deals of this owner')
  readonly owner?: string;

  @Uuid({ optional: true, description: 'Only deals of this customer' })
  readonly customerId?: string;

  @filter('Only what deals are worth of this product')
  readonly product?: string;

  @filter('Only deals of customers of this region, as of asOf')
  readonly region?: string;

  @filter('Only deals of customers of this sector')
  readonly sector?: string;

  @filter('Only deals of customers from this source')
  readonly source?: string;

  @filter('Only deals of customers of this kind')
  readonly kind?: string;

  @Text({ max: 200, optional: true, personal: true, description: 'Only deals of customers with this tag' })
  readonly tag?: string;

  @filter(
    'Only deals of customers of this acquisition cohort: the month of the first order in the currency of the deal, such as 2017-08',
  )
  readonly cohort?: string;

  @filter(
    'Only deals of customers of this segment, as of asOf: one of the scheme, by orders in the currency of the deal, or the name or id of one that an analyst defined',
  )
  readonly segment?: string;

  @OneOf(schemeNames, { optional: true, description: 'What segments are made by; default: quintiles' })
  readonly scheme: SchemeName = 'quintiles';
}

/** @throws AnalyticsError `unknown-segment` */
export async function dealSelectionOf(
  query: DealFilterQuery,
  reports: BaseReports,
  minPosition: Position | undefined,
): Promise<Required<DealSelection>> {
  const { scheme, segment, knownAt } = query;
  const named = { field: 'segment', segment };
  const segmenting = await reports.segmenting(scheme, named, { knownAt, minPosition });
  const filters = Object.fromEntries(
    dealFilters.flatMap((name) => {
      // Members of a segment that is asked for by its id are known by its name.
      const value = name === 'segment' ? (segmenting.defined?.name ?? segment) : query[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  return { filters, segmenting };
}
