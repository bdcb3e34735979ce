import { type Command, Option } from 'commander';
import { type AskOptions, wholeNumber } from './usage.js';

/** Options that questions to analytics have in common; each is the parameter of the same name. */
export interface QuestionOptions extends AskOptions {
  readonly asOf?: string;
  readonly knownAt?: string;
  readonly from?: string;
  readonly to?: string;
  readonly currency?: string;
  readonly convert?: true;
  readonly region?: string;
  readonly owner?: string;
  readonly source?: string;
  readonly sector?: string;
  readonly kind?: string;
  readonly tag?: string;
  readonly cohort?: string;
  readonly segment?: string;
  readonly scheme?: string;
  readonly limit?: number;
  readonly cursor?: string;
  /** Asks for the table that the service writes, whole unless a limit is given. */
  readonly csv?: true;
}

export const schemes = ['quintiles', 'thresholds'] as const;

/** As of which day, and as known when. */
export const withMoment = (command: Command): Command =>
  command
    .option('--as-of <day>', 'what had happened by the end of this day (default: today)')
    .option(
      '--known-at <position>',
      'what was recorded up to this position, or before a time (2026-03-01T09:30Z)',
    );

export const withSpan = (command: Command): Command =>
  command
    .option('--from <day>', 'the first day that counts')
    .option('--to <day>', 'the last day that counts');

export const withCurrency = (command: Command): Command =>
  command
    .option('--currency <code>', 'only what is in it (default: each by itself)')
    .option('--convert', 'convert amounts in other currencies to it, each at the rate of its day');

/** Which customers, by what they are as of the day. */
export const withFilters = (command: Command): Command =>
  command
    .option('--region <name>', 'only customers of this region')
    .option('--owner <name>', 'only customers of this owner; of reports on deals, only deals')
    .option('--source <name>', 'only customers of this source')
    .option('--sector <name>', 'only customers of this sector')
    .option('--kind <kind>', 'only customers of this kind: person or organisation')
    .option('--tag <tag>', 'only customers with this tag')
    .option('--cohort <month>', 'only customers whose first order was in this month, such as 2017-08')
    .option('--segment <name>', 'only customers of this segment: of the scheme, or one that was defined')
    .addOption(
      new Option('--scheme <name>', 'what segments are made by (default: quintiles)').choices(schemes),
    );

/** Rows of a table if nothing is said. */
export const ROWS = 20;

/** How much of a list is printed. */
export const withPages = (command: Command): Command =>
  command
    .option('--limit <rows>', `how many (default: ${ROWS}; all with --csv)`, wholeNumber)
    .option('--cursor <cursor>', 'go on where the last page ended');

export const withCsv = (command: Command): Command =>
  command.option('--csv', 'print CSV, and nothing else, to standard output');
