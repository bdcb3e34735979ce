import { type Command } from 'commander';
import { type RebuildOptions, type SkipOptions } from './projections.action.js';
import { type CommonOptions, subcommand, withPatience } from './usage.js';

const STATUS_EXAMPLES = `  dossier projections status
  dossier projections status --json

A projection is live when it has seen the whole log, and idle when no process runs it now. One that is stopped met an
event that it can't digest, which is named: repair it and restart, or go on without the event (dossier projections skip).`;

const REBUILD_EXAMPLES = `  dossier projections rebuild directory
  dossier projections rebuild --all

The projection is built anew from the first event, beside the one that serves until the new one has come as far. A
running service goes on answering meanwhile, and does the work; without one, this command does it itself. When it comes no
further for as long as --patience says, the command says how it stands and fails; what was asked for stays recorded.`;

const SKIP_EXAMPLES = `  dossier projections skip directory

It goes on without the event that stopped it, for good. That is recorded beside the projection: rebuilding it without the
fault brings the event back in.`;

/** `dossier projections`: how read models fare, building one anew, going on after an event that can't be digested. */
export const registerProjections = (program: Command): void => {
  const projections = program
    .command('projections')
    .description('look after read models: status, rebuild, skip');
  subcommand(
    projections,
    'status',
    'how far each projection has come, and what stops it',
    STATUS_EXAMPLES,
  ).action(async (options: CommonOptions) => (await import('./projections.action.js')).status(options));
  withPatience(
    subcommand(projections, 'rebuild [name]', 'build projections anew while they serve', REBUILD_EXAMPLES),
  )
    .option('--all', 'build every projection anew')
    .action(async (name: string | undefined, options: RebuildOptions) =>
      (await import('./projections.action.js')).rebuild(name, options),
    );
  withPatience(
    subcommand(
      projections,
      'skip <name>',
      'go on without the event that stopped a projection',
      SKIP_EXAMPLES,
    ),
  )
    .option('--actor <name>', 'who decided it, for the record', 'command line')
    .action(async (name: string, options: SkipOptions) =>
      (await import('./projections.action.js')).skip(name, options),
    );
};
