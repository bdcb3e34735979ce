import { Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { AnswersWithCsv, type CsvTable, MinPosition, OneOf } from '../../platform/index.js';
import { ReportController } from '../report.controller.js';
import { Reporting } from '../reporting.js';
import { ReportQuery } from '../report.requests.js';
import { type SalesDimension, salesDimensions, SalesReportAnswer } from './sales.answers.js';
import { ReportSales } from './sales.query.js';

export class SalesQuery extends ReportQuery {
  @OneOf(salesDimensions)
  readonly groupBy: SalesDimension;
}

/** Without the total, so that a column can be summed. */
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
  ],
  rows: ({ groups }) => groups,
};

@ReportController('sales')
export class SalesAnalyticsController {
  constructor(
    private readonly queries: QueryBus,
    private readonly reporting: Reporting,
  ) {}

  @AnswersWithCsv(SalesReportAnswer, table)
  sales(@Query() query: SalesQuery, @MinPosition() minPosition?: string): Promise<SalesReportAnswer> {
    const options = this.reporting.options(query, minPosition);
    return this.queries.execute(new ReportSales(query.groupBy, options));
  }
}
