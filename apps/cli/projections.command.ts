import { type Command, Option } from 'commander';
import { type ControlOptions, type RebuildOptions, type StatusOptions } from './projections.action.js';
import { type VerifyOptions } from './projections-verify.action.js';
import {
  type CommonOptions,
  exitCodes,
  subcommand,
  wholeNumber,
  withExamples,
  withPatience,
  withService,
} from './usage.js';

const EXAMPLES = `  dossier projections status
  dossier projections verify --data /srv/crm
  dossier projections rebuild directory

A projection folds the events of the log into a read model, which queries are answered from. Everything in it can be built
again from the log.`;

const STATUS_EXAMPLES = `  dossier projections status
  dossier projections status --url https://crm.example.com --json

A projection is live when it has seen the whole log, and idle when no process runs it now. One that is stopped met an
event that it can't digest, which is named: repair it and restart, or go on without the event (dossier projections skip).`;

const REBUILD_EXAMPLES = `  dossier projections rebuild directory
  dossier projections rebuild --all

The projection is built anew from the first event, beside the one that serves until the new one has come as far. A
running service goes on answering meanwhile, and does the work; without one, this command does it itself. When it comes no
further for as long as --patience says, the command says how it stands and fails; what was asked for stays recorded.`;

const VERIFY_EXAMPLES = `  dossier projections verify
  dossier projections verify directory --all
  dossier projections verify --sample 5000 --json

Documents are folded from the log and compared with those that the read model holds, each at the position that it stands at,
so that commands may go on meanwhile. What differs is named by the document's id and the first field. The exit code is ${exitCodes.differs}
then: build the projection anew (dossier projections rebuild), and please report it, since it should never happen. A sample
takes one reading of the log, from the first event; --all takes one for each 20,000 documents. A running service does the
work, and compares small samples of its own accord: the status and /health/ready say what it finds.`;

const SKIP_EXAMPLES = `  dossier projections skip directory

It goes on without the event that stopped it, for good. That is recorded beside the projection: rebuilding it without the
fault brings the event back in.`;

const RESET_EXAMPLES = `  dossier projections reset

For read models that can't be opened any more: their folder is moved aside, and the next start builds them, and goes through
reactions and timers, from the first event on; what these sent before is recognised and takes no effect again. The log is
left alone. Delete what was moved aside once it is no longer wanted.`;

/** `dossier projections`: how read models fare, building one anew, going on after an event that can't be digested. */
export const registerProjections = (program: Command): void => {
  const projections = withExamples(
    program
      .command('projections')
      .description('look after read models: status, verify, rebuild, skip, reset'),
    EXAMPLES,
  );
  withService(
    subcommand(projections, 'status', 'how far each projection has come, and what stops it', STATUS_EXAMPLES),
  ).action(async (options: StatusOptions) => (await import('./projections.action.js')).status(options));
  withPatience(
    withService(
      subcommand(projections, 'rebuild [name]', 'build projections anew while they serve', REBUILD_EXAMPLES),
    ),
  )
    .option('--all', 'build every projection anew')
    .action(async (name: string | undefined, options: RebuildOptions, command: Command) => {
      if ((name === undefined) !== (options.all === true))
        command.error('error: name the projection to be built anew, or say --all');
      await (await import('./projections.action.js')).rebuild(name, options);
    });
  withPatience(
    withService(
      subcommand(projections, 'verify [name]', 'compare read models with what the log says', VERIFY_EXAMPLES),
    ),
  )
    .addOption(
      new Option(
        '--sample <documents>',
        'how many documents of each projection, drawn at random (default: 1000)',
      )
        .argParser(wholeNumber)
        .conflicts('all'),
    )
    .option('--all', 'compare every document')
    .action(async (name: string | undefined, options: VerifyOptions) =>
      (await import('./projections-verify.action.js')).verify(name, options),
    );
  withPatience(
    withService(
      subcommand(
        projections,
        'skip <name>',
        'go on without the event that stopped a projection',
        SKIP_EXAMPLES,
      ),
    ),
  ).action(async (name: string, options: ControlOptions) =>
    (await import('./projections.action.js')).skip(name, options),
  );
  subcommand(
    projections,
    'reset',
    'move embedded read models aside, to be built anew at the next start',
    RESET_EXAMPLES,
  ).action(async (options: CommonOptions) => (await import('./projections-reset.action.js')).reset(options));
};
