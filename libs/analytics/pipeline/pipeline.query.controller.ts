import { Inject, Query } from '@nestjs/common';
import { dealStages } from '../../deals/deals.settings.js';
import {
  type AnswerInParts,
  AnswersWithCsv,
  CONFIG,
  type CsvTable,
  type DossierConfig,
  MinPosition,
  OneOf,
  settingOf,
} from '../../platform/index.js';
import { personalDimensions } from '../purchases/purchase-dimensions.js';
import { refusedWith, ReportController } from '../report.controller.js';
import { FirstDay, LastDay, rangeOf } from '../report.requests.js';
import { Reporting } from '../reporting.js';
import { needsPurchases } from '../sales/deal-dimensions.js';
import { DealFilterQuery, dealSelectionOf } from '../sales/deal-selection.query.js';
import { BaseReports } from '../threads/base-reports.js';
import { Caller, type ReportCaller } from '../threads/caller.decorator.js';
import { PipelineAnswer } from './pipeline.answers.js';
import { type PipelineDimension, pipelineDimensions } from './pipeline-dimensions.js';

export class PipelineQuery extends DealFilterQuery {
  @OneOf(pipelineDimensions, {
    optional: true,
    description:
      'By stage, or by another dimension; a period is of the day that deals were opened; default: stage',
    personal: personalDimensions,
  })
  readonly groupBy: PipelineDimension = 'stage';

  @FirstDay('Only deals opened from this day on')
  readonly from?: string;

  @LastDay('Only deals opened up to this day; default: asOf')
  readonly to?: string;
}

/** Without totals, so that a column can be summed. */
const table: CsvTable<PipelineAnswer> = {
  columns: ['key', 'name', 'deals', 'amount', 'weighted', 'currency'],
  rows: ({ groups }) => groups,
};

@ReportController('pipeline')
export class PipelineAnalyticsController {
  constructor(
    private readonly reports: BaseReports,
    private readonly reporting: Reporting,
    @Inject(CONFIG) private readonly config: DossierConfig,
  ) {}

  @AnswersWithCsv(PipelineAnswer, table, {
    id: 'reportPipeline',
    summary: 'Report the pipeline',
    about:
      'Open deals by stage, or by the dimension asked for: how many, for how much, and weighted by the chance of winning, as of a day, each currency by itself. Refuses when the first day is after the last.',
    refuses: refusedWith('currency-required', 'rate-missing', 'range-reversed', 'unknown-segment'),
  })
  async pipeline(
    @Query() query: PipelineQuery,
    @Caller() caller: ReportCaller,
    @MinPosition() minPosition?: string,
  ): Promise<AnswerInParts<PipelineAnswer>> {
    const stages = settingOf(this.config, dealStages).map(({ name }) => name);
    const options = this.reporting.options(query, minPosition);
    const selection = await dealSelectionOf(query, this.reports, options);
    const { groupBy, currency } = query;
    const { from, to } = rangeOf(query);
    const ask = { groupBy, currency, stages, from, to, ...selection };
    const byBuyers = needsPurchases(selection.filters, groupBy === 'stage' ? undefined : groupBy);
    const name = byBuyers ? 'pipelineOfBuyers' : 'pipeline';
    const answer = await this.reports.answerInParts(name, ask, options, caller);
    return answer.after({ groupBy, from: from ?? null, to: to ?? null });
  }
}
