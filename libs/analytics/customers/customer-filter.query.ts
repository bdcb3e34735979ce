import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, Matches } from 'class-validator';
import { type CustomerKind, customerKinds } from '../../customers/customers.events.js';
import { Currency, Day, OneOf, Text } from '../../platform/index.js';
import { asOfField, ConvertParameter, currencyField, KnownAt, type ReportQuery } from '../report.requests.js';
import { type SegmentOptions } from '../segments/defined/defined-segments.js';
import { type Segmenting } from '../segments/defined/segment-conditions.js';
import { type SchemeName, schemeNames } from '../segments/segment-rules.js';
import { type BaseReports } from '../threads/base-reports.js';
import { customerDimensions } from '../purchases/purchase-dimensions.js';
import { type CustomerSelection } from './customer-filter.js';

/** A value that something must have to pass. */
export const FilterParameter = (
  description: string,
  { personal }: { readonly personal?: true } = {},
): PropertyDecorator =>
  Text({ max: 200, optional: true, description, ...(personal === undefined ? {} : { personal }) });

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;

const MonthParameter = (description: string): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({
      type: 'string',
      pattern: MONTH.source,
      description: `${description}, such as 2017-08`,
    }),
    IsOptional(),
    Matches(MONTH, { message: '$property must be a month such as 2017-08' }),
  );

const SchemeParameter = (): PropertyDecorator =>
  OneOf(schemeNames, {
    optional: true,
    description:
      'What segments are made by: scores by quintiles over all customers, or by the fixed thresholds that are configured; default: quintiles',
  });

/** Of which dimensions customers are, as of the day of the report; all that are given must hold. */
export class CustomerDimensionsQuery {
  @FilterParameter('Only customers of this region')
  readonly region?: string;

  @FilterParameter('Only customers of this owner')
  readonly owner?: string;

  @FilterParameter('Only customers of this source')
  readonly source?: string;

  @FilterParameter('Only customers of this sector')
  readonly sector?: string;

  @OneOf(customerKinds, { optional: true, description: 'Only customers of this kind' })
  readonly kind?: CustomerKind;

  @FilterParameter('Only customers with this tag', { personal: true })
  readonly tag?: string;

  @MonthParameter(
    'Only customers of this acquisition cohort: the month of the first order, in the currency of each figure',
  )
  readonly cohort?: string;

  @FilterParameter(
    'Only customers of this segment, as of asOf: one of the scheme, by the orders in the currency of each figure, or the name or id of one that an analyst defined',
  )
  readonly segment?: string;

  @SchemeParameter()
  readonly scheme: SchemeName = 'quintiles';
}

/** Of reports in one currency or in each. */
export class CustomerFilterQuery extends CustomerDimensionsQuery implements ReportQuery {
  @Day(asOfField)
  readonly asOf?: string;

  @KnownAt()
  readonly knownAt?: string;

  @Currency(currencyField)
  readonly currency?: string;
}

/** The same of reports that say amounts. */
export class ConvertibleFilterQuery extends CustomerFilterQuery {
  @ConvertParameter()
  readonly convert?: boolean;
}

/** The filters that a query gives, of those that it may give. */
export interface Filtered<Name extends string> {
  readonly filters: Readonly<Partial<Record<Name, string>>>;
  readonly segmenting: Segmenting;
}

/**
 * What a query is filtered by, of the dimensions named.
 * @throws AnalyticsError `unknown-segment`
 */
export async function filtersOf<Name extends string>(
  names: readonly Name[],
  query: Readonly<Partial<Record<Name | 'segment', string>>> & { readonly scheme: SchemeName },
  reports: BaseReports,
  options: SegmentOptions,
): Promise<Filtered<Name>> {
  const { scheme, segment } = query;
  const segmenting = await reports.segmenting(scheme, { field: 'segment', segment }, options);
  const filters: Partial<Record<Name, string>> = {};
  for (const name of names) {
    // Members of a segment that is asked for by its id are known by its name.
    const value = name === 'segment' ? (segmenting.defined?.name ?? segment) : query[name];
    if (value !== undefined) filters[name] = value;
  }
  return { filters, segmenting };
}

/**
 * Which customers a query is about.
 * @throws AnalyticsError `unknown-segment`
 */
export const customersOf = (
  query: CustomerDimensionsQuery,
  reports: BaseReports,
  options: SegmentOptions,
): Promise<CustomerSelection> => filtersOf(customerDimensions, query, reports, options);
