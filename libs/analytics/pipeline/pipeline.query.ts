import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { ReadModels } from '../../event-sourcing/core.js';
import { dealStages } from '../../deals/deals.settings.js';
import { CONFIG, type DossierConfig, settingOf } from '../../platform/index.js';
import { type ReportOptions } from '../report.requests.js';
import { Reporting } from '../reporting.js';
import { currencyOf } from '../analytics.errors.js';
import { dealAsOf } from '../facts/deal-as-of.js';
import { type PipelineAnswer } from './pipeline.answers.js';
import { PipelineReport, totalOf } from './pipeline.report.js';
import { chunksOf, momentOf, positionOf } from '../facts/moment.js';

export class ReportPipeline extends Query<PipelineAnswer> {
  constructor(readonly options: ReportOptions) {
    super();
  }
}

@QueryHandler(ReportPipeline)
export class ReportPipelineHandler implements IQueryHandler<ReportPipeline> {
  constructor(
    private readonly readModels: ReadModels,
    private readonly reporting: Reporting,
    @Inject(CONFIG) private readonly config: DossierConfig,
  ) {}

  async execute({ options: { asOf, currency, minPosition } }: ReportPipeline): Promise<PipelineAnswer> {
    const deals = await this.readModels.open(this.reporting.projections.dealFacts, { minPosition });
    const moment = momentOf(asOf, [deals]);
    const report = new PipelineReport();
    for await (const chunk of chunksOf(deals, currency === undefined ? {} : { currency })) {
      for (const facts of chunk) {
        const deal = dealAsOf(facts, moment);
        if (deal) report.add(deal);
      }
    }
    const reportCurrency = currencyOf(currency, report.currencies);
    const configured = settingOf(this.config, dealStages).map(({ name }) => name);
    const stages = report.stages(reportCurrency, configured);
    return {
      asOf,
      timeZone: this.reporting.zone.name,
      position: positionOf(moment),
      currency: reportCurrency,
      stages,
      total: totalOf(stages),
    };
  }
}
