import { type Command } from 'commander';
import { type ReportOptions } from './report.action.js';
import { subcommand, withPatience, withService } from './usage.js';

const EXAMPLES = `  dossier analytics report purchases groupBy=month
  dossier analytics report purchases groupBy=month compareTo=year-before
  dossier analytics report purchases groupBy=region thenBy=quarter segment=champions --as-of 2017-12-31
  dossier analytics report segments --as-of 2017-12-31
  dossier analytics report segments/moves from=2017-06-30 --as-of 2017-12-31
  dossier analytics report rfm segment=at-risk limit=200 --csv > at-risk.csv
  dossier analytics report lifecycle from=2017-01-01 churnedAfter=120
  dossier analytics report lifecycle/customers stage=won-back --json

Reports: purchases, distributions, baskets, rfm, segments, segments/moves, lifecycle, lifecycle/customers, customers, cohorts, sales,
pipeline. What each takes is described at /docs of a running service (dossier start), under /v1/analytics.`;

/** `dossier analytics report`: a report as a table; read models come up to the end of the log first. */
export const registerReport = (analytics: Command): void => {
  withPatience(
    withService(
      subcommand(
        analytics,
        'report <name> [parameters...]',
        'print a report of analytics as a table; parameters are name=value',
        EXAMPLES,
      ),
    )
      .option('--as-of <day>', 'what had happened by the end of this day (default: today)')
      .option('--known-at <position>', 'what was recorded up to this position, or by this time')
      .option('--csv', 'print CSV, and nothing else, to standard output'),
  ).action(async (name: string, parameters: string[], options: ReportOptions) =>
    (await import('./report.action.js')).report(name, parameters, options),
  );
};
