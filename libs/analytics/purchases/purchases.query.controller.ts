import { Inject, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { AnswersWithCsv, CLOCK, type CsvTable, Day, MinPosition, OneOf, Uuid } from '../../platform/index.js';
import { rangeReversed } from '../analytics.errors.js';
import { ReportController } from '../report.controller.js';
import { reportOptions, ReportQuery } from '../report.requests.js';
import { type PurchaseDimension, purchaseDimensions, PurchaseReportAnswer } from './purchases.answers.js';
import { ReportPurchases } from './purchases.query.js';

export class PurchasesQuery extends ReportQuery {
  @OneOf(purchaseDimensions)
  readonly groupBy: PurchaseDimension;

  @Day({ optional: true, description: 'The first day that counts' })
  readonly from?: string;

  @Day({ optional: true, description: 'The last day that counts' })
  readonly to?: string;

  @Uuid({ optional: true, description: 'Only purchases of this customer' })
  readonly customerId?: string;
}

/** Without the total, so that a column can be summed. */
const table: CsvTable<PurchaseReportAnswer> = {
  columns: ['key', 'customers', 'orders', 'purchaseDays', 'currency', 'gross', 'refunded', 'net'],
  rows: ({ groups }) => groups,
};

@ReportController('purchases')
export class PurchaseAnalyticsController {
  constructor(
    private readonly queries: QueryBus,
    @Inject(CLOCK) private readonly now: () => Date,
  ) {}

  @AnswersWithCsv(PurchaseReportAnswer, table, {
    id: 'reportPurchases',
    summary: 'Report purchases',
    about: 'Orders, buyers and spend by the dimension asked for, as of a day.',
    refuses: { 'currency-required': 400, 'range-reversed': 422 },
  })
  purchases(
    @Query() query: PurchasesQuery,
    @MinPosition() minPosition?: string,
  ): Promise<PurchaseReportAnswer> {
    const { groupBy, from, to, customerId } = query;
    if (from !== undefined && to !== undefined && from > to) throw rangeReversed(from, to);
    const options = reportOptions(query, minPosition, this.now());
    return this.queries.execute(new ReportPurchases(groupBy, options, { from, to, customerId }));
  }
}
