import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { PurchaseFacts } from '../facts/customer-purchases.js';
import { positionOf } from '../facts/moment.js';
import { pauses } from '../pauses.js';
import { type ReportOptions } from '../report.requests.js';
import { Reporting } from '../reporting.js';
import { type CohortReportAnswer } from './cohorts.answers.js';
import { type CohortOptions, CohortReport } from './cohorts.report.js';

export class ReportCohorts extends Query<CohortReportAnswer> {
  constructor(
    readonly options: ReportOptions,
    readonly shown: Omit<CohortOptions, 'asOf'>,
  ) {
    super();
  }
}

@QueryHandler(ReportCohorts)
export class ReportCohortsHandler implements IQueryHandler<ReportCohorts> {
  constructor(
    private readonly purchases: PurchaseFacts,
    private readonly reporting: Reporting,
  ) {}

  async execute({ options, shown }: ReportCohorts): Promise<CohortReportAnswer> {
    const { asOf } = options;
    const opened = await this.purchases.open(options);
    const report = new CohortReport({ ...shown, asOf });
    const pause = pauses();
    for await (const chunk of opened.all()) {
      for (const history of chunk) report.add(history);
      await pause();
    }
    return {
      period: shown.period,
      from: shown.from ?? null,
      to: shown.to ?? null,
      asOf,
      timeZone: this.reporting.zone.name,
      position: positionOf(opened.moment),
      currency: opened.currency,
      cohorts: report.cohorts(),
    };
  }
}
