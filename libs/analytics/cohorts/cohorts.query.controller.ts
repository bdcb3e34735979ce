import { Query } from '@nestjs/common';
import {
  type AnswerInParts,
  AnswersWithCsv,
  type CsvTable,
  MinPosition,
  OneOf,
  WholeParameter,
} from '../../platform/index.js';
import { refusedWith, ReportController } from '../report.controller.js';
import { FirstDay, LastDay, rangeOf } from '../report.requests.js';
import { Reporting } from '../reporting.js';
import { FilterQuery, purchasesOf } from '../purchases/selection.query.js';
import { BaseReports } from '../threads/base-reports.js';
import { Caller, type ReportCaller } from '../threads/caller.decorator.js';
import { AnswersSvg } from '../svg-answers.decorator.js';
import { type CohortPeriod, cohortPeriods, CohortReportAnswer } from './cohorts.answers.js';
import { cohortHeatMap, type CohortMeasure, cohortMeasures } from './cohorts.heat-map.js';

export class CohortsQuery extends FilterQuery {
  @OneOf(cohortPeriods, { optional: true, description: 'Default: month' })
  readonly period: CohortPeriod = 'month';

  @FirstDay('Customers with a first purchase from this day on')
  readonly from?: string;

  @LastDay('Customers with a first purchase up to this day')
  readonly to?: string;

  @WholeParameter({
    min: 1,
    max: 400,
    optional: true,
    description: 'The most periods shown of each cohort, the first included; default: 24',
  })
  readonly periods: number = 24;
}

export class HeatMapQuery extends CohortsQuery {
  @OneOf(cohortMeasures, { optional: true, description: 'What is drawn; default: retention' })
  readonly measure: CohortMeasure = 'retention';
}

/** A row for each cell of the triangle. */
const cohortTable: CsvTable<CohortReportAnswer> = {
  columns: [
    'key',
    'customers',
    'offset',
    'active',
    'retention',
    'orders',
    'net',
    'cumulativePerCustomer',
    'currency',
  ],
  rows: ({ cohorts }) =>
    cohorts.flatMap(({ key, currency, customers, cells }) =>
      cells.map((cell) => ({ key, customers, ...cell, currency })),
    ),
};

@ReportController('cohorts')
export class CohortController {
  constructor(
    private readonly reports: BaseReports,
    private readonly reporting: Reporting,
  ) {}

  @AnswersWithCsv(CohortReportAnswer, cohortTable, {
    id: 'reportCohorts',
    summary: 'Report cohorts',
    about:
      'Customers by the period of their first purchase: retention, orders and spend, net of refunds, in each period since, each currency by itself. With a filter on purchases, only those that pass count, the first one included.',
    refuses: refusedWith('currency-required', 'rate-missing', 'range-reversed', 'unknown-segment'),
  })
  cohorts(
    @Query() query: CohortsQuery,
    @Caller() caller: ReportCaller,
    @MinPosition() minPosition?: string,
  ): Promise<AnswerInParts<CohortReportAnswer>> {
    return this.report(query, caller, minPosition);
  }

  @AnswersSvg({
    path: 'heat-map.svg',
    id: 'drawCohorts',
    summary: 'Draw cohorts',
    about: 'The triangle of cohorts as a heat map, one for each currency.',
    refuses: refusedWith('currency-required', 'rate-missing', 'range-reversed', 'unknown-segment'),
  })
  async cohortHeatMap(
    @Query() query: HeatMapQuery,
    @Caller() caller: ReportCaller,
    @MinPosition() minPosition?: string,
  ): Promise<string> {
    const report = await this.report(query, caller, minPosition);
    return cohortHeatMap(await report.whole(), query.measure);
  }

  private async report(
    query: CohortsQuery,
    caller: ReportCaller,
    minPosition: string | undefined,
  ): Promise<AnswerInParts<CohortReportAnswer>> {
    const { period, periods, currency } = query;
    const { from, to } = rangeOf(query);
    const options = this.reporting.options(query, minPosition);
    const filtered = await purchasesOf(query, this.reports, options);
    const ask = { period, from, to, periods, currency, ...filtered };
    const answer = await this.reports.answerInParts('cohorts', ask, options, caller);
    return answer.after({ period, from: from ?? null, to: to ?? null });
  }
}
