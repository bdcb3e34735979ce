import { Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { AnswersWithCsv, type CsvTable, MinPosition } from '../../platform/index.js';
import { ReportController } from '../report.controller.js';
import { Reporting } from '../reporting.js';
import { ReportQuery } from '../report.requests.js';
import { PipelineAnswer } from './pipeline.answers.js';
import { ReportPipeline } from './pipeline.query.js';

/** Without the total, so that a column can be summed. */
const table: CsvTable<PipelineAnswer> = {
  columns: ['stage', 'deals', 'amount', 'weighted'],
  rows: ({ stages }) => stages,
};

@ReportController('pipeline')
export class PipelineAnalyticsController {
  constructor(
    private readonly queries: QueryBus,
    private readonly reporting: Reporting,
  ) {}

  @AnswersWithCsv(PipelineAnswer, table)
  pipeline(@Query() query: ReportQuery, @MinPosition() minPosition?: string): Promise<PipelineAnswer> {
    return this.queries.execute(new ReportPipeline(this.reporting.options(query, minPosition)));
  }
}
