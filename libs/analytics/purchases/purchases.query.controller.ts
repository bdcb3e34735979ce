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
import { FlagParameter } from '../report.requests.js';
import { Reporting } from '../reporting.js';
import { BaseReports } from '../threads/base-reports.js';
import { Caller, type ReportCaller } from '../threads/caller.decorator.js';
import { personalDimensions, type PurchaseDimension, purchaseDimensions } from './purchase-dimensions.js';
import { PurchaseReportAnswer } from './purchases.answers.js';
import { SelectionQuery, selectionOf } from './selection.query.js';

export class PurchasesQuery extends SelectionQuery {
  @OneOf(purchaseDimensions, { personal: personalDimensions })
  readonly groupBy: PurchaseDimension;

  @OneOf(purchaseDimensions, {
    optional: true,
    description: 'A second dimension within the first',
    personal: personalDimensions,
  })
  readonly thenBy?: PurchaseDimension;

  @OneOf(comparisons, {
    optional: true,
    description:
      'The change since the whole period before or a year before, if groupBy or thenBy is a period; else since as many days before `from`, or the same days a year before',
  })
  readonly compareTo?: Comparison;

  @FlagParameter({ optional: true, description: 'Periods without a purchase are rows, too' })
  readonly emptyPeriods: boolean = false;
}

/** Without totals, so that a column can be summed. */
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
    'daysSinceLast',
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
      'Orders, buyers and spend by the dimension asked for, as of a day, each currency by itself. Refuses to compare what has no beginning.',
    refuses: refusedWith(
      'currency-required',
      'rate-missing',
      'range-reversed',
      'unknown-segment',
      'nothing-to-compare-with',
    ),
  })
  async purchases(
    @Query() query: PurchasesQuery,
    @Caller() caller: ReportCaller,
    @MinPosition() minPosition?: string,
  ): Promise<AnswerInParts<PurchaseReportAnswer>> {
    const { groupBy, thenBy, compareTo, from, to, emptyPeriods } = query;
    if (compareTo !== undefined && from === undefined && ![groupBy, thenBy ?? ''].some(isPeriod))
      throw nothingToCompareWith('groupBy must be a period, or from be given');
    const options = this.reporting.options(query, minPosition);
    const ask = {
      ...(await selectionOf(query, this.reports, options)),
      groupBy,
      thenBy,
      compareTo,
      emptyPeriods,
    };
    const answer = await this.reports.answerInParts('purchases', ask, options, caller);
    return answer.after({ groupBy, thenBy: thenBy ?? null, from: from ?? null, to: to ?? null });
  }
}
