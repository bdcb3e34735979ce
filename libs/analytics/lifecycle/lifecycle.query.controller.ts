import { Query } from '@nestjs/common';
import {
  AnswersWithCsv,
  type CsvTable,
  MinPosition,
  OneOf,
  Uuid,
  WholeParameter,
} from '../../platform/index.js';
import { rangeReversed } from '../analytics.errors.js';
import { refusedWith, ReportController } from '../report.controller.js';
import { CustomerFilterQuery, customersOf } from '../customers/customer-filter.query.js';
import { Cursor, FirstDay, LastDay, Limit, rangeOf } from '../report.requests.js';
import { Reporting } from '../reporting.js';
import { BaseReports } from '../threads/base-reports.js';
import { Caller, type ReportCaller } from '../threads/caller.decorator.js';
import { LifetimeValueFits } from '../value/lifetime-value-fits.js';
import { DecimalParameter } from '../value/lifetime-value.requests.js';
import { LifecycleAnswer, StagesAnswer } from './lifecycle.answers.js';
import { defaultStageRules, type Stage, stageNames, type StageRules } from './stages.js';

const days = (description: string) => WholeParameter({ min: 1, max: 3_650, optional: true, description });

const AT_RISK_BELOW = 0.5;
const CHURNED_BELOW = 0.2;

export class StageQuery extends CustomerFilterQuery {
  @OneOf(['windows', 'rhythm', 'alive'], {
    optional: true,
    description:
      'By fixed windows, by the mean interval between the customer’s own purchase days where there are two, or by the probability that it is alive where it has bought again; default: windows',
  })
  readonly by: StageRules['by'] = defaultStageRules.by;

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

  @Uuid({
    optional: true,
    description: 'If alive: by which fit of lifetime value; default: the newest of all customers',
  })
  readonly fitId?: string;

  @DecimalParameter(1, `If alive: at risk below this probability; default: ${AT_RISK_BELOW}`)
  readonly atRiskBelow: number = AT_RISK_BELOW;

  @DecimalParameter(1, `If alive: churned below this probability; default: ${CHURNED_BELOW}`)
  readonly churnedBelow: number = CHURNED_BELOW;

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
  @FirstDay('The first day of the first month; default: the day that the first customer was registered')
  readonly from?: string;

  @LastDay('The last day of the last month; default: asOf')
  readonly to?: string;
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

@ReportController('lifecycle')
export class LifecycleController {
  constructor(
    private readonly reports: BaseReports,
    private readonly reporting: Reporting,
    private readonly fits: LifetimeValueFits,
  ) {}

  @AnswersWithCsv(LifecycleAnswer, months, {
    id: 'reportLifecycle',
    summary: 'Report the lifecycle of customers',
    about:
      'How many customers are new, active, at risk, churned and won back at the end of each month. Refuses when the first day is after the last.',
    refuses: refusedWith('range-reversed', 'fit-not-found', 'unknown-segment'),
  })
  async lifecycle(
    @Query() query: LifecycleQuery,
    @Caller() caller: ReportCaller,
    @MinPosition() minPosition?: string,
  ): Promise<LifecycleAnswer> {
    const options = this.reporting.options(query, minPosition);
    const { from, to = options.asOf } = rangeOf(query);
    if (from !== undefined && from > options.asOf) throw rangeReversed(from, options.asOf);
    const { fitId, rules } = await this.rulesOf(query, minPosition);
    const filtered = await customersOf(query, this.reports, options);
    const ask = { rules, currency: query.currency, from, to, ...filtered };
    const answer = await this.reports.answer('lifecycle', ask, options, caller);
    return { fitId, from: from ?? null, to: query.to ?? null, ...answer };
  }

  @AnswersWithCsv(StagesAnswer, stages, {
    path: 'customers',
    id: 'listLifecycleStages',
    summary: 'List customers by stage',
    about: 'The stage of its lifecycle that each customer is in, as of a day.',
    paged: true,
    refuses: refusedWith('fit-not-found', 'unknown-segment'),
  })
  async customers(
    @Query() query: StagesQuery,
    @Caller() caller: ReportCaller,
    @MinPosition() minPosition?: string,
  ): Promise<StagesAnswer> {
    const { currency, stage, limit, cursor } = query;
    const options = this.reporting.options(query, minPosition);
    const { fitId, rules } = await this.rulesOf(query, minPosition);
    const filtered = await customersOf(query, this.reports, options);
    const ask = { rules, currency, stage, limit, cursor, ...filtered };
    return { fitId, ...(await this.reports.answer('stages', ask, options, caller)) };
  }

  private async rulesOf(
    query: StageQuery,
    minPosition: string | undefined,
  ): Promise<{ readonly fitId: string | null; readonly rules: StageRules }> {
    const { by, atRiskAfter, churnedAfter, intervals, newFor, atRiskBelow, churnedBelow } = query;
    const windows = { atRiskAfter: Math.min(atRiskAfter, churnedAfter), churnedAfter };
    const rules = { by, ...windows, intervals, newFor };
    if (by !== 'alive') return { fitId: null, rules };
    const { id, unit, purchases } =
      query.fitId === undefined
        ? await this.fits.newest(minPosition)
        : await this.fits.get(query.fitId, minPosition);
    const bounds = { atRiskBelow: Math.max(atRiskBelow, churnedBelow), churnedBelow };
    return { fitId: id, rules: { ...rules, alive: { model: purchases.parameters, unit, ...bounds } } };
  }
}
