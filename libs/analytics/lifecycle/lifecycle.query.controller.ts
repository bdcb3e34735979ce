import { Query } from '@nestjs/common';
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
import { ReportQuery, Cursor, Limit } from '../report.requests.js';
import { Reporting } from '../reporting.js';
import { BaseReports } from '../threads/base-reports.js';
import { Caller } from '../threads/caller.decorator.js';
import { LifecycleAnswer, StagesAnswer } from './lifecycle.answers.js';
import { defaultStageRules, type Stage, stageNames, type StageRules } from './stages.js';

const days = (description: string) => WholeParameter({ min: 1, max: 3_650, optional: true, description });

export class StageQuery extends ReportQuery {
  @OneOf(['windows', 'rhythm'], {
    optional: true,
    description:
      'By fixed windows, or by the mean interval between the customer’s own purchase days where there are two; default: windows',
  })
  readonly by: 'windows' | 'rhythm' = defaultStageRules.by;

  @days(`At risk after so many days without a purchase; default: ${defaultStageRules.atRiskAfter}`)
  readonly atRiskAfter: number = defaultStageRules.atRiskAfter;

  @days(`Churned after so many days without a purchase; default: ${defaultStageRules.churnedAfter}`)
  readonly churnedAfter: number = defaultStageRules.churnedAfter;

  @WholeParameter({
    min: 1,
    max: 100,
    optional: true,
    description: `By rhythm: churned after so many mean intervals, at risk after half as many; default: ${defaultStageRules.intervals}`,
  })
  readonly intervals: number = defaultStageRules.intervals;

  @days(`New, or won back, for so many days; default: ${defaultStageRules.newFor}`)
  readonly newFor: number = defaultStageRules.newFor;
}

export class StagesQuery extends StageQuery {
  @OneOf(stageNames, { optional: true, description: 'Only customers in this stage' })
  readonly stage?: Stage;

  @Limit()
  readonly limit: number = 50;

  @Cursor()
  readonly cursor?: string;
}

export class LifecycleQuery extends StageQuery {
  @Day({
    optional: true,
    description: 'The first day; default: the day that the first customer was registered',
  })
  readonly from?: string;
}

const stages: CsvTable<StagesAnswer> = {
  columns: ['customerId', 'name', 'stage', 'purchaseDays', 'lastOrder', 'daysSince'],
  rows: ({ items }) => items,
};
const months: CsvTable<LifecycleAnswer> = {
  columns: [
    'month',
    'until',
    'potential',
    'new',
    'active',
    'atRisk',
    'churned',
    'wonBack',
    'churnedInMonth',
    'churnRate',
    'wonBackInMonth',
    'winBackRate',
  ],
  rows: (answer) => answer.months,
};

const rulesOf = ({ by, atRiskAfter, churnedAfter, intervals, newFor }: StageQuery): StageRules => ({
  by,
  atRiskAfter: Math.min(atRiskAfter, churnedAfter),
  churnedAfter,
  intervals,
  newFor,
});

@ReportController('lifecycle')
export class LifecycleController {
  constructor(
    private readonly reports: BaseReports,
    private readonly reporting: Reporting,
  ) {}

  @AnswersWithCsv(LifecycleAnswer, months, {
    id: 'reportLifecycle',
    summary: 'Report the lifecycle of customers',
    about:
      'How many customers are new, active, at risk, churned and won back at the end of each month. Refuses when the first day is after the last.',
    refuses: refusedWith('range-reversed'),
  })
  lifecycle(
    @Query() query: LifecycleQuery,
    @Caller() caller: AbortSignal,
    @MinPosition() minPosition?: string,
  ): Promise<LifecycleAnswer> {
    const options = this.reporting.options(query, minPosition);
    const { from } = query;
    if (from !== undefined && from > options.asOf) throw rangeReversed(from, options.asOf);
    return this.reports.answer('lifecycle', { rules: rulesOf(query), from }, options, caller);
  }

  @AnswersWithCsv(StagesAnswer, stages, {
    path: 'customers',
    id: 'listLifecycleStages',
    summary: 'List customers by stage',
    about: 'The stage of its lifecycle that each customer is in, as of a day.',
    paged: true,
    refuses: refusedWith(),
  })
  customers(
    @Query() query: StagesQuery,
    @Caller() caller: AbortSignal,
    @MinPosition() minPosition?: string,
  ): Promise<StagesAnswer> {
    const { stage, limit, cursor } = query;
    const ask = { rules: rulesOf(query), stage, limit, cursor };
    return this.reports.answer('stages', ask, this.reporting.options(query, minPosition), caller);
  }
}
