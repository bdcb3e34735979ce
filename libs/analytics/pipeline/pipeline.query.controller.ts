import { Inject, Query } from '@nestjs/common';
import { dealStages } from '../../deals/deals.settings.js';
import {
  AnswersWithCsv,
  CONFIG,
  type CsvTable,
  type DossierConfig,
  MinPosition,
  settingOf,
} from '../../platform/index.js';
import { refusedWith, ReportController } from '../report.controller.js';
import { Reporting } from '../reporting.js';
import { needsPurchases } from '../sales/deal-dimensions.js';
import { DealFilterQuery, dealSelectionOf } from '../sales/deal-selection.query.js';
import { BaseReports } from '../threads/base-reports.js';
import { Caller, type ReportCaller } from '../threads/caller.decorator.js';
import { PipelineAnswer } from './pipeline.answers.js';

/** Without totals, so that a column can be summed. */
const table: CsvTable<PipelineAnswer> = {
  columns: ['stage', 'deals', 'amount', 'weighted', 'currency'],
  rows: ({ stages }) => stages,
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
      'Open deals by stage: how many, for how much, and weighted by the chance of winning, as of a day, each currency by itself.',
    refuses: refusedWith('currency-required', 'rate-missing', 'unknown-segment'),
  })
  async pipeline(
    @Query() query: DealFilterQuery,
    @Caller() caller: ReportCaller,
    @MinPosition() minPosition?: string,
  ): Promise<PipelineAnswer> {
    const stages = settingOf(this.config, dealStages).map(({ name }) => name);
    const options = this.reporting.options(query, minPosition);
    const selection = await dealSelectionOf(query, this.reports, minPosition);
    const name = needsPurchases(selection.filters) ? 'pipelineOfBuyers' : 'pipeline';
    return this.reports.answer(name, { currency: query.currency, stages, ...selection }, options, caller);
  }
}
