import { Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { AnswersWithCsv, type CsvTable, MinPosition } from '../../platform/index.js';
import { refusedWith, ReportController } from '../report.controller.js';
import { Reporting } from '../reporting.js';
import { ReportQuery } from '../report.requests.js';
import { PipelineAnswer } from './pipeline.answers.js';
import { ReportPipeline } from './pipeline.query.js';

/** Without the total, so that a column can be summed. */
const table: CsvTable<PipelineAnswer> = {
  columns: ['stage', 'deals', 'amount', 'weighted', 'currency'],
  rows: ({ stages, currency }) => stages.map((stage) => ({ ...stage, currency })),
};

@ReportController('pipeline')
export class PipelineAnalyticsController {
  constructor(
    private readonly queries: QueryBus,
    private readonly reporting: Reporting,
  ) {}

  @AnswersWithCsv(PipelineAnswer, table, {
    id: 'reportPipeline',
    summary: 'Report the pipeline',
    about: 'Open deals by stage: how many, for how much, and weighted by the chance of winning, as of a day.',
    refuses: refusedWith('currency-required'),
  })
  pipeline(@Query() query: ReportQuery, @MinPosition() minPosition?: string): Promise<PipelineAnswer> {
    return this.queries.execute(new ReportPipeline(this.reporting.options(query, minPosition)));
  }
}
