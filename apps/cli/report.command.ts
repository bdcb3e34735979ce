import { Argument, type Command, InvalidArgumentError } from 'commander';
import {
  type QuestionOptions,
  withCsv,
  withCurrency,
  withFilters,
  withMoment,
  withSpan,
} from './analytics.options.command.js';
import { subcommand, withPatience, withService } from './usage.js';

/** The reports there are, and what each takes beside the options. */
const reports = {
  customers: 'sort=-spend|-frequency|-lifetimeValue|-recency',
  purchases:
    'groupBy= thenBy= compareTo=previous|year-before emptyPeriods=true channel= product= category= customerId=',
  distributions:
    'of=spend|orders|purchaseDays|units|averageOrder|order bins= channel= product= category= customerId=',
  baskets: 'within=order|customer minBaskets= boughtWith= sort= channel= product= category=',
  rfm: 'sort=spend|recency|frequency|score',
  segments: '',
  'segments/moves': 'from= (required) fromSegment= toSegment=',
  lifecycle: 'by=windows|rhythm|alive atRiskAfter= churnedAfter= intervals= newFor= fitId=',
  'lifecycle/customers': 'the same, and stage=',
  cohorts: 'period=day|week|month|quarter periods= channel= product= category=',
  sales: 'groupBy= compareTo=previous|year-before customerId= product=',
  pipeline: 'groupBy= customerId= product=',
} as const;

const EXAMPLES = `  dossier analytics report purchases groupBy=month
  dossier analytics report purchases groupBy=month compareTo=year-before
  dossier analytics report purchases groupBy=region thenBy=quarter segment=champions --as-of 2017-12-31
  dossier analytics report customers --region North --from 2017-07-01 --to 2017-09-30
  dossier analytics report segments --owner alice --as-of 2017-12-31
  dossier analytics report segments/moves from=2017-06-30 --as-of 2017-12-31
  dossier analytics report rfm segment=at-risk limit=200 --csv > at-risk.csv
  dossier analytics report lifecycle from=2017-01-01 churnedAfter=120
  dossier analytics report lifecycle/customers stage=won-back --json
  dossier analytics report pipeline groupBy=owner

Reports, and what each takes beside the options:
${Object.entries(reports)
  .map(([name, takes]) => `  ${name.padEnd(21)}${takes}`.trimEnd())
  .join('\n')}
Lists take limit= and cursor=. More at /docs of a running service (dossier start), under /v1/analytics.`;

const withParameter = (text: string, before: readonly string[] = []): readonly string[] => {
  if (text.indexOf('=') < 1) throw new InvalidArgumentError('Write name=value, such as groupBy=month.');
  return [...before, text];
};

/** `dossier analytics report`: a report as a table; read models come up to the end of the log first. */
export const registerReport = (analytics: Command): void => {
  const report = subcommand(analytics, 'report', 'print a report of analytics as a table', EXAMPLES)
    .addArgument(new Argument('<name>', 'which report').choices(Object.keys(reports)))
    .argument('[parameters...]', 'what it takes, each as name=value', withParameter);
  const options = [withService, withPatience, withMoment, withSpan, withCurrency, withFilters, withCsv];
  options
    .reduce((command, adding) => adding(command), report)
    .action(async (name: string, parameters: string[], given: QuestionOptions) =>
      (await import('./report.action.js')).report(name, parameters, given),
    );
};
