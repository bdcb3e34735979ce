import { Query } from '@nestjs/common';
import { AnswersWithCsv, type CsvTable, MinPosition, OneOf, WholeParameter } from '../../platform/index.js';
import { SelectionQuery, selectionOf } from '../purchases/selection.query.js';
import { refusedWith, ReportController } from '../report.controller.js';
import { Reporting } from '../reporting.js';
import { BaseReports } from '../threads/base-reports.js';
import { Caller, type ReportCaller } from '../threads/caller.decorator.js';
import { DistributionAnswer } from './distributions.answers.js';
import { type Measure, measures } from './distributions.report.js';

export class DistributionQuery extends SelectionQuery {
  @OneOf(measures, { optional: true, description: 'What is distributed; default: spend' })
  readonly of: Measure = 'spend';

  @WholeParameter({
    min: 1,
    max: 200,
    optional: true,
    description: 'The most bins of the histogram; default: 20',
  })
  readonly bins: number = 20;
}

const table: CsvTable<DistributionAnswer> = {
  columns: ['from', 'to', 'count', 'share', 'currency'],
  rows: ({ distributions }) =>
    distributions.flatMap(({ histogram, currency }) => histogram.map((bin) => ({ ...bin, currency }))),
};

@ReportController('distributions')
export class DistributionController {
  constructor(
    private readonly reports: BaseReports,
    private readonly reporting: Reporting,
  ) {}

  @AnswersWithCsv(DistributionAnswer, table, {
    id: 'reportDistribution',
    summary: 'Report a distribution',
    about:
      'How spend, orders or order totals are distributed: a histogram, percentiles, and the share of the highest 1, 5, 10 and 20 %, as of a day, each currency by itself.',
    refuses: refusedWith('currency-required', 'rate-missing', 'range-reversed', 'unknown-segment'),
  })
  async distribution(
    @Query() query: DistributionQuery,
    @Caller() caller: ReportCaller,
    @MinPosition() minPosition?: string,
  ): Promise<DistributionAnswer> {
    const { of, bins, from = null, to = null } = query;
    const options = this.reporting.options(query, minPosition);
    const ask = { ...(await selectionOf(query, this.reports, options)), of, bins };
    return { of, from, to, ...(await this.reports.answer('distribution', ask, options, caller)) };
  }
}
