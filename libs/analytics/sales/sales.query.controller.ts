import { Query } from '@nestjs/common';
import {
  type AnswerInParts,
  AnswersWithCsv,
  type CsvTable,
  MinPosition,
  OneOf,
} from '../../platform/index.js';
import { nothingToCompareWith } from '../analytics.errors.js';
import { type Comparison, comparisons } from '../comparison.js';
import { isPeriod } from '../facts/periods.js';
import { refusedWith, ReportController } from '../report.controller.js';
import { FirstDay, LastDay, rangeOf } from '../report.requests.js';
import { Reporting } from '../reporting.js';
import { BaseReports } from '../threads/base-reports.js';
import { Caller, type ReportCaller } from '../threads/caller.decorator.js';
import { needsPurchases, type SalesDimension, salesDimensions } from './deal-dimensions.js';
import { DealFilterQuery, dealSelectionOf } from './deal-selection.query.js';
import { SalesReportAnswer } from './sales.answers.js';

export class SalesQuery extends DealFilterQuery {
  @OneOf(salesDimensions, { personal: ['tag'] })
  readonly groupBy: SalesDimension;

  @OneOf(comparisons, {
    optional: true,
    description: 'By a period: the change since the one before, or since the same a year before',
  })
  readonly compareTo?: Comparison;

  @FirstDay('The first day that counts: of opening, and of winning or losing')
  readonly from?: string;

  @LastDay()
  readonly to?: string;
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
      'Deals opened, won and lost, with win rate, revenue and days to close, by the dimension asked for, each currency by itself. Refuses to compare what is no period.',
    refuses: refusedWith(
      'currency-required',
      'rate-missing',
      'range-reversed',
      'unknown-segment',
      'nothing-to-compare-with',
    ),
  })
  async sales(
    @Query() query: SalesQuery,
    @Caller() caller: ReportCaller,
    @MinPosition() minPosition?: string,
  ): Promise<AnswerInParts<SalesReportAnswer>> {
    const { groupBy, currency, compareTo } = query;
    const { from, to } = rangeOf(query);
    if (compareTo !== undefined && !isPeriod(groupBy))
      throw nothingToCompareWith('groupBy must be a period, such as quarter');
    const options = this.reporting.options(query, minPosition);
    const selection = await dealSelectionOf(query, this.reports, options);
    const ask = { groupBy, currency, compareTo, from, to, ...selection };
    const name = needsPurchases(selection.filters, groupBy) ? 'salesOfBuyers' : 'sales';
    const answer = await this.reports.answerInParts(name, ask, options, caller);
    return answer.after({ groupBy, from: from ?? null, to: to ?? null });
  }
}
