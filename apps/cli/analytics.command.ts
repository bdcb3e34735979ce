import { type Command, Option } from 'commander';
import {
  type CohortOptions,
  type FitOptions,
  type PredictOptions,
  type TotalsOptions,
  type ValidateOptions,
} from './analytics.action.js';
import {
  schemes,
  withCsv,
  withCurrency,
  withFilters,
  withMoment,
  withPages,
  withSpan,
} from './analytics.options.command.js';
import { registerReport } from './report.command.js';
import { registerSegments } from './segments.command.js';
import {
  type AskOptions,
  subcommand,
  wholeNumber,
  withExamples,
  withPatience,
  withService,
} from './usage.js';

const EXAMPLES = `  dossier analytics report purchases groupBy=month
  dossier analytics cohorts --period quarter
  dossier analytics fit

dossier analytics report --help lists the reports. Predictions (predict, totals, validate) are made by a fit: make one first.`;

const FIT_EXAMPLES = `  dossier analytics fit --as-of 1997-09-30 --unit weeks
  dossier analytics fit --as-of 1997-09-30 --json
  dossier analytics fit --segment loyal
  dossier analytics fit --url http://127.0.0.1:3000

How often customers buy and when they leave (BG/NBD), and what they spend (Gamma-Gamma), from all purchases by the end of
a day. The fit is kept, and predictions are made by its id.`;

const VALIDATE_EXAMPLES = `  dossier analytics validate 3f0c8a52-93ab-5c0e-8f1d-0a6d5f3b7a11 --holdout-until 1998-06-30

What the fit expected of the days after it against what came, and against each customer's rate going on as before. The plot
is at /v1/analytics/models/lifetime-value/fits/<id>/validation.svg of a running service.`;

const PREDICT_EXAMPLES = `  dossier analytics predict 3f0c8a52-93ab-5c0e-8f1d-0a6d5f3b7a11 --limit 20
  dossier analytics predict 3f0c8a52-93ab-5c0e-8f1d-0a6d5f3b7a11 --horizon-days 90 --discount-rate 0
  dossier analytics predict 3f0c8a52-93ab-5c0e-8f1d-0a6d5f3b7a11 --owner alice --segment at-risk --csv

The customers worth the most within the horizon. Amounts are in the fit's currency, discounted by the day.`;

const TOTALS_EXAMPLES = `  dossier analytics totals 3f0c8a52-93ab-5c0e-8f1d-0a6d5f3b7a11
  dossier analytics totals 3f0c8a52-93ab-5c0e-8f1d-0a6d5f3b7a11 --group-by segment --region North`;

/** What customers are told apart by. */
const GROUPS = ['cohort', 'segment', 'region', 'owner', 'source', 'sector', 'kind', 'tag'] as const;

const COHORT_EXAMPLES = `  dossier analytics cohorts
  dossier analytics cohorts --period quarter --as-of 1998-06-30
  dossier analytics cohorts --region North --from 2026-01-01 --csv

Customers by the period of their first purchase: the share of them with an order in each period since. --json has orders
and spend besides; the heat map is at /v1/analytics/cohorts/heat-map.svg of a running service.`;

/** `dossier analytics`: reports, fits, predictions, validations and cohorts. */
export const registerAnalytics = (program: Command): void => {
  const analytics = withExamples(
    program.command('analytics').description('reports, what customers are worth, and how cohorts keep'),
    EXAMPLES,
  );
  registerReport(analytics);
  registerSegments(analytics);
  const action = () => import('./analytics.action.js');
  const asking = (name: string, about: string, examples: string): Command =>
    withPatience(withService(subcommand(analytics, name, about, examples)));
  asking('fit', 'fit the models of lifetime value, and keep the fit', FIT_EXAMPLES)
    .option('--as-of <day>', 'only what had happened by the end of this day counts (default: today)')
    .addOption(new Option('--unit <unit>', 'the unit of time').choices(['days', 'weeks']).default('weeks'))
    .option('--currency <code>', 'of the purchases (default: the one that most customers bought in)')
    .option('--convert', 'convert purchases in other currencies to it')
    .option('--segment <name>', 'only customers of this segment, as of the day')
    .addOption(
      new Option('--scheme <name>', 'what segments are made by (default: quintiles)').choices(schemes),
    )
    .action(async (options: FitOptions) => (await action()).fit(options));
  asking('fits', 'list the fits that are kept', '  dossier analytics fits').action(
    async (options: AskOptions) => (await action()).fits(options),
  );
  withCsv(asking('validate <fit>', 'compare a fit with the purchases after it', VALIDATE_EXAMPLES))
    .requiredOption('--holdout-until <day>', 'the last day to compare')
    .option('--known-at <position>', 'with what was recorded up to this position, or before a time')
    .action(async (id: string, options: ValidateOptions) => (await action()).validate(id, options));
  const predicting = (name: string, about: string, examples: string): Command =>
    withCsv(withFilters(asking(name, about, examples)))
      .option('--horizon-days <days>', 'how many days are predicted', wholeNumber, 365)
      .option('--discount-rate <rate>', 'for a year: 0.1 for 10 %', '0.1')
      .option('--as-of <day>', 'customers as of this day (default: as the fit knew them)')
      .option('--known-at <position>', 'what was recorded up to this position, or before a time');
  withPages(predicting('predict <fit>', 'rank customers by what a fit predicts of them', PREDICT_EXAMPLES))
    .option(
      '--sort <field>',
      'such as -probabilityAlive; a minus puts the highest first (default: -discountedValue)',
    )
    .action(async (id: string, options: PredictOptions) => (await action()).predict(id, options));
  predicting('totals <fit>', 'add up what a fit predicts, by group', TOTALS_EXAMPLES)
    .addOption(new Option('--group-by <dimension>', 'of customers').choices(GROUPS).default('cohort'))
    .addOption(
      new Option('--period <period>', 'by cohort: of the first purchase')
        .choices(['month', 'quarter', 'year'])
        .default('month'),
    )
    .action(async (id: string, options: TotalsOptions) => (await action()).totals(id, options));
  withCsv(
    withFilters(
      withCurrency(
        withSpan(withMoment(asking('cohorts', 'show how cohorts of customers keep', COHORT_EXAMPLES))),
      ),
    ),
  )
    .addOption(
      new Option('--period <period>', 'of the first purchase')
        .choices(['day', 'week', 'month', 'quarter'])
        .default('month'),
    )
    .action(async (options: CohortOptions) => (await action()).cohorts(options));
};
