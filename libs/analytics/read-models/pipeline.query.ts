import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { ReadModels } from '../../event-sourcing/core.js';
import { dealStages } from '../../deals/deals.settings.js';
import { CONFIG, type DossierConfig, settingOf } from '../../platform/index.js';
import { type Asked } from '../asked.js';
import { currencyOf } from '../analytics.errors.js';
import { dealAsOf } from '../reports/deal-as-of.js';
import { type PipelineAnswer } from '../reports/pipeline.answers.js';
import { PipelineReport, totalOf } from '../reports/pipeline-report.js';
import { chunksOf, standpointOf } from '../standpoint.js';
import { dealFacts } from './deal-facts.projection.js';

export class ReportPipeline extends Query<PipelineAnswer> {
  constructor(readonly asked: Asked) {
    super();
  }
}

@QueryHandler(ReportPipeline)
export class ReportPipelineHandler implements IQueryHandler<ReportPipeline> {
  constructor(
    private readonly readModels: ReadModels,
    @Inject(CONFIG) private readonly config: DossierConfig,
  ) {}

  async execute({ asked: { asOf, currency, minPosition } }: ReportPipeline): Promise<PipelineAnswer> {
    const deals = await this.readModels.open(dealFacts, { minPosition });
    const { moment, position } = standpointOf(asOf, [deals]);
    const report = new PipelineReport();
    for await (const chunk of chunksOf(deals, currency === undefined ? {} : { currency })) {
      for (const facts of chunk) {
        const deal = dealAsOf(facts, moment);
        if (deal) report.add(deal);
      }
    }
    const answered = currencyOf(currency, report.currencies);
    const configured = settingOf(this.config, dealStages).map(({ name }) => name);
    const stages = report.stages(answered, configured);
    return { asOf, position, currency: answered, stages, total: totalOf(stages) };
  }
}
