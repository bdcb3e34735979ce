import { Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import {
  AnswersWithCsv,
  type CsvTable,
  Day,
  MinPosition,
  OneOf,
  WholeParameter,
} from '../../platform/index.js';
import { rangeReversed } from '../analytics.errors.js';
import { refusedWith, ReportController } from '../report.controller.js';
import { Reporting } from '../reporting.js';
import { ReportQuery } from '../report.requests.js';
import { AnswersSvg } from '../svg-answers.decorator.js';
import { type CohortPeriod, cohortPeriods, CohortReportAnswer } from './cohorts.answers.js';
import { cohortHeatMap, type CohortMeasure, cohortMeasures } from './cohorts.heat-map.js';
import { ReportCohorts } from './cohorts.query.js';

export class CohortsQuery extends ReportQuery {
  @OneOf(cohortPeriods, { optional: true, description: 'Default: month' })
  readonly period: CohortPeriod = 'month';

  @Day({ optional: true, description: 'Customers with a first purchase from this day on' })
  readonly from?: string;

  @Day({ optional: true, description: 'Customers with a first purchase up to this day' })
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
  rows: ({ cohorts, currency }) =>
    cohorts.flatMap(({ key, customers, cells }) =>
      cells.map((cell) => ({ key, customers, ...cell, currency })),
    ),
};

@ReportController('cohorts')
export class CohortController {
  constructor(
    private readonly queries: QueryBus,
    private readonly reporting: Reporting,
  ) {}

  @AnswersWithCsv(CohortReportAnswer, cohortTable, {
    id: 'reportCohorts',
    summary: 'Report cohorts',
    about:
      'Customers by the period of their first purchase: retention, orders and spend, net of refunds, in each period since.',
    refuses: refusedWith('currency-required', 'range-reversed'),
  })
  cohorts(@Query() query: CohortsQuery, @MinPosition() minPosition?: string): Promise<CohortReportAnswer> {
    return this.queries.execute(this.reportOf(query, minPosition));
  }

  @AnswersSvg({
    path: 'heat-map.svg',
    id: 'drawCohorts',
    summary: 'Draw cohorts',
    about: 'The triangle of cohorts as a heat map.',
    refuses: refusedWith('currency-required', 'range-reversed'),
  })
  async cohortHeatMap(@Query() query: HeatMapQuery, @MinPosition() minPosition?: string): Promise<string> {
    const answer = await this.queries.execute(this.reportOf(query, minPosition));
    return cohortHeatMap(answer, query.measure);
  }

  private reportOf(query: CohortsQuery, minPosition: string | undefined): ReportCohorts {
    const { period, from, to, periods } = query;
    if (from !== undefined && to !== undefined && from > to) throw rangeReversed(from, to);
    return new ReportCohorts(this.reporting.options(query, minPosition), { period, from, to, periods });
  }
}
