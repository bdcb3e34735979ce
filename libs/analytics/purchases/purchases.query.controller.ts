import { Query } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsOptional } from 'class-validator';
import { AnswersWithCsv, type CsvTable, Day, MinPosition, OneOf, Text, Uuid } from '../../platform/index.js';
import { nothingToCompareWith, rangeReversed } from '../analytics.errors.js';
import { refusedWith, ReportController } from '../report.controller.js';
import { ReportQuery } from '../report.requests.js';
import { Reporting } from '../reporting.js';
import { type SchemeName, schemeNames } from '../segments/segment-rules.js';
import { BaseReports } from '../threads/base-reports.js';
import { Caller } from '../threads/caller.decorator.js';
import { isPeriod } from '../facts/periods.js';
import { type Comparison, comparisons } from '../comparison.js';
import { type PurchaseDimension, purchaseDimensions } from './purchase-dimensions.js';
import { PurchaseReportAnswer } from './purchases.answers.js';

const filter = (of: string) =>
  Text({ max: 200, optional: true, description: `Only purchases of this ${of}` });

export class PurchasesQuery extends ReportQuery {
  @OneOf(purchaseDimensions)
  readonly groupBy: PurchaseDimension;

  @OneOf(purchaseDimensions, { optional: true, description: 'A second dimension within the first' })
  readonly thenBy?: PurchaseDimension;

  @OneOf(comparisons, {
    optional: true,
    description:
      'The change since the whole period before or a year before, if groupBy or thenBy is a period; else since as many days before `from`, or the same days a year before',
  })
  readonly compareTo?: Comparison;

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

  @filter('tag of customers')
  readonly tag?: string;

  @filter('acquisition cohort: the month of the first order, such as 2017-08')
  readonly cohort?: string;

  @filter('segment of customers, as of asOf')
  readonly segment?: string;

  @OneOf(schemeNames, { optional: true, description: 'What segments are made by; default: quintiles' })
  readonly scheme: SchemeName = 'quintiles';

  @ApiPropertyOptional({ type: 'boolean', description: 'Periods without a purchase are rows, too' })
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsOptional()
  @IsBoolean()
  readonly emptyPeriods: boolean = false;
}

/** Without the total, so that a column can be summed. */
const table: CsvTable<PurchaseReportAnswer> = {
  columns: [
    'key',
    'thenKey',
    'customers',
    'orders',
    'purchaseDays',
    'units',
    'currency',
    'gross',
    'refunded',
    'net',
    'averageOrder',
    'perMonth',
    'perYear',
    'daysBetween.mean',
    'daysBetween.median',
    'repeatShare',
    'daysToSecond.mean',
    'daysToSecond.median',
    'firstOrder',
    'lastOrder',
    'daysSince',
    ...['customers', 'orders', 'purchaseDays', 'units', 'gross', 'refunded', 'net', 'averageOrder'].map(
      (name) => `change.${name}`,
    ),
  ],
  rows: ({ groups }) => groups,
};

@ReportController('purchases')
export class PurchaseAnalyticsController {
  constructor(
    private readonly reports: BaseReports,
    private readonly reporting: Reporting,
  ) {}

  @AnswersWithCsv(PurchaseReportAnswer, table, {
    id: 'reportPurchases',
    summary: 'Report purchases',
    about:
      'Orders, buyers and spend by the dimension asked for, as of a day. Refuses to compare what has no beginning.',
    refuses: refusedWith('currency-required', 'range-reversed', 'unknown-segment', 'nothing-to-compare-with'),
  })
  async purchases(
    @Query() query: PurchasesQuery,
    @Caller() caller: AbortSignal,
    @MinPosition() minPosition?: string,
  ): Promise<PurchaseReportAnswer> {
    const { groupBy, thenBy, compareTo, from, to, customerId, currency, emptyPeriods } = query;
    if (from !== undefined && to !== undefined && from > to) throw rangeReversed(from, to);
    if (compareTo !== undefined && from === undefined && !isPeriod(groupBy) && !(thenBy && isPeriod(thenBy)))
      throw nothingToCompareWith('groupBy must be a period, or from be given');
    const { channel, product, category, region, owner, source, sector, kind, tag, cohort, segment } = query;
    const segmenting = this.reports.segmenting(query.scheme);
    this.reports.checkSegment('segment', segment, segmenting);
    const filters = withoutAbsent({
      channel,
      product,
      category,
      region,
      owner,
      source,
      sector,
      kind,
      tag,
      cohort,
      segment,
    });
    const ask = {
      groupBy,
      thenBy,
      compareTo,
      from,
      to,
      customerId,
      currency,
      emptyPeriods,
      filters,
      segmenting,
    };
    const options = this.reporting.options(query, minPosition);
    const answer = await this.reports.answer('purchases', ask, options, caller);
    return { groupBy, thenBy: thenBy ?? null, from: from ?? null, to: to ?? null, ...answer };
  }
}

const withoutAbsent = <T extends object>(fields: T): { [Name in keyof T]?: string } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Name in keyof T]?: string;
  };
