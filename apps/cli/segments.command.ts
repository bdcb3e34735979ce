import { type Command } from 'commander';
import { type ChangeOptions, type DefineOptions, type RetireOptions } from './segments.action.js';
import {
  type QuestionOptions,
  withCsv,
  withCurrency,
  withFilters,
  withMoment,
  withPages,
} from './analytics.options.command.js';
import { type AskOptions, subcommand, withExamples, withPatience, withService } from './usage.js';

const ID = '5a0c8a52-93ab-5c0e-8f1d-0a6d5f3b7a11';

const EXAMPLES = `  dossier analytics segments define northern-regulars --file conditions.json
  dossier analytics segments list
  dossier analytics segments members ${ID} --limit 20

dossier analytics segments define --help shows what the file holds.`;

const LIST_EXAMPLES = `  dossier analytics segments list
  dossier analytics segments list --json`;

const DEFINE_EXAMPLES = `  dossier analytics segments define northern-regulars --file conditions.json
  dossier analytics segments define spenders --file conditions.json --currency EUR --about "Whom the catalogue goes to"

The file holds groups of conditions; a customer is a member if all conditions of one group hold:
  [{ "allOf": [{ "field": "region", "in": ["North"] }, { "field": "orders", "min": 3 }] }]
What there is to ask for is described at /docs of a running service, under POST /v1/analytics/segments.`;

const CHANGE_EXAMPLES = `  dossier analytics segments change ${ID} --file conditions.json
  dossier analytics segments change ${ID} --name northern-fans`;

const RETIRE_EXAMPLES = `  dossier analytics segments retire ${ID} --reason "The campaign is over"`;

const SHOW_EXAMPLES = `  dossier analytics segments show ${ID}`;

const MEMBERS_EXAMPLES = `  dossier analytics segments members ${ID} --limit 20
  dossier analytics segments members ${ID} --as-of 2026-03-31 --json
  dossier analytics segments members ${ID} --owner alice --csv`;

/** `dossier analytics segments`: segments that analysts define. */
export const registerSegments = (analytics: Command): void => {
  const segments = withExamples(
    analytics.command('segments').description('define segments of customers, and see who is in them'),
    EXAMPLES,
  );
  const action = () => import('./segments.action.js');
  const asking = (name: string, about: string, examples: string): Command =>
    withPatience(withService(subcommand(segments, name, about, examples)));
  asking('list', 'list the segments that are defined', LIST_EXAMPLES).action(async (options: AskOptions) =>
    (await action()).list(options),
  );
  asking('show <segment>', 'show the history of a segment', SHOW_EXAMPLES).action(
    async (id: string, options: AskOptions) => (await action()).show(id, options),
  );
  const listing = asking('members <segment>', 'list who is in a segment', MEMBERS_EXAMPLES);
  withPages(withCsv(withFilters(withCurrency(withMoment(listing))))).action(
    async (id: string, options: QuestionOptions) => (await action()).members(id, options),
  );
  asking('define <name>', 'define a segment by a file of conditions', DEFINE_EXAMPLES)
    .requiredOption('--file <json>', 'the groups of conditions')
    .option('--about <text>', 'what it is for')
    .option('--currency <code>', 'only orders in it count; required by conditions on amounts and scores')
    .action(async (name: string, options: DefineOptions) => (await action()).define(name, options));
  asking('change <segment>', 'change a segment; what is absent stays', CHANGE_EXAMPLES)
    .option('--name <name>', 'its new name')
    .option('--file <json>', 'the new groups of conditions')
    .option('--about <text>', 'what it is for')
    .option('--currency <code>', 'only orders in it count')
    .action(async (id: string, options: ChangeOptions) => (await action()).change(id, options));
  asking('retire <segment>', 'retire a segment', RETIRE_EXAMPLES)
    .option('--reason <text>', 'why')
    .action(async (id: string, options: RetireOptions) => (await action()).retire(id, options));
};
