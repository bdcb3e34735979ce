import { Query } from '@nestjs/common';
import { AnswersWithCsv, type CsvTable, MinPosition, OneOf, Text, Uuid } from '../../platform/index.js';
import { nothingToCompareWith } from '../analytics.errors.js';
import { type Comparison, comparisons } from '../comparison.js';
import { refusedWith, ReportController } from '../report.controller.js';
import { Reporting } from '../reporting.js';
import { ReportQuery } from '../report.requests.js';
import { BaseReports } from '../threads/base-reports.js';
import { Caller } from '../threads/caller.decorator.js';
import { dealFilters } from './deal-filter.js';
import { type SalesDimension, salesDimensions, SalesReportAnswer } from './sales.answers.js';

const filter = (description: string) => Text({ max: 200, optional: true, description });

export class SalesQuery extends ReportQuery {
  @OneOf(salesDimensions, { description: 'What a row is of' })
  readonly groupBy: SalesDimension;

  @OneOf(comparisons, {
    optional: true,
    description: 'By quarter: the change since the quarter before, or since the same a year before',
  })
  readonly compareTo?: Comparison;

  @filter('Only deals of this owner')
  readonly owner?: string;

  @Uuid({ optional: true, description: 'Only deals of this customer' })
  readonly account?: string;

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
}

/** Without totals, so that a column can be summed. */
const table: CsvTable<SalesReportAnswer> = {
  columns: [
    'key',
    'name',
    'opened',
    'won',
    'lost',
    'open',
    'winRate',
    'revenue',
    'meanDeal',
    'daysToClose.won.mean',
    'daysToClose.won.median',
    'daysToClose.lost.mean',
    'daysToClose.lost.median',
    'currency',
    ...['won', 'lost', 'winRate', 'revenue', 'meanDeal'].map((name) => `change.${name}`),
  ],
  rows: ({ groups }) => groups,
};

@ReportController('sales')
export class SalesAnalyticsController {
  constructor(
    private readonly reports: BaseReports,
    private readonly reporting: Reporting,
  ) {}

  @AnswersWithCsv(SalesReportAnswer, table, {
    id: 'reportSales',
    summary: 'Report sales',
    about:
      'Deals opened, won and lost, with win rate, revenue and days to close, by owner, product, account or quarter, each currency by itself. Refuses to compare what is no quarter.',
    refuses: refusedWith('nothing-to-compare-with'),
  })
  async sales(
    @Query() query: SalesQuery,
    @Caller() caller: AbortSignal,
    @MinPosition() minPosition?: string,
  ): Promise<SalesReportAnswer> {
    const { groupBy, currency, compareTo } = query;
    if (compareTo !== undefined && groupBy !== 'quarter')
      throw nothingToCompareWith('groupBy must be quarter');
    const options = this.reporting.options(query, minPosition);
    const filters = Object.fromEntries(
      dealFilters.flatMap((name) => (query[name] === undefined ? [] : [[name, query[name]]])),
    );
    const ask = { groupBy, currency, compareTo, filters };
    return { groupBy, ...(await this.reports.answer('sales', ask, options, caller)) };
  }
}
