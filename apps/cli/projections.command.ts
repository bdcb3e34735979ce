import { type Command } from 'commander';
import {
  type Lag,
  ProjectionControlError,
  ProjectionRunner,
  type ProjectionStatus,
} from '../../libs/event-sourcing/core.js';
import { type ProblemDocument, runningServiceOf } from '../../libs/platform/index.js';
import { CommandApiModule } from '../command-api/command-api.module.js';
import { ProjectorModule } from '../projector/projector.module.js';
import {
  type CommonOptions,
  configForExisting,
  configForReading,
  print,
  printJson,
  subcommand,
  UserError,
  withContext,
} from './command-line.js';
import { table } from './tables.js';
import { catchUp, projectionOnce, statusesIn, type WaitOptions, withPatience } from './waiting.js';

const STATUS_EXAMPLES = `  dossier projections status
  dossier projections status --json

A projection is live when it has seen the whole log, and idle when no process runs it now. One that is stopped met an
event that it can't digest, which is named: repair it and restart, or go on without the event (dossier projections skip).`;

const REBUILD_EXAMPLES = `  dossier projections rebuild directory

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
  ).action(async (options: CommonOptions) => {
    const statuses = await withContext(CommandApiModule.forRoot(configForReading(options)), statusesIn);
    if (options.json) printJson(statuses);
    else if (statuses.length === 0) print('No projection has ever run here: dossier start runs them all.');
    else report(statuses);
  });
  withPatience(
    subcommand(projections, 'rebuild <name>', 'build a projection anew while it serves', REBUILD_EXAMPLES),
  ).action(async (name: string, options: ControlOptions) => {
    await control(name, options, async (runner, before) => {
      await runner.rebuild(name);
      return ({ build }) => build !== before.build;
    });
  });
  withPatience(
    subcommand(
      projections,
      'skip <name>',
      'go on without the event that stopped a projection',
      SKIP_EXAMPLES,
    ),
  )
    .option('--actor <name>', 'who decided it, for the record', 'command line')
    .action(async (name: string, options: ControlOptions & { readonly actor: string }) => {
      await control(name, options, async (runner, { failure }) => {
        if (!failure) throw new ProjectionControlError(`${name} is not stopped by any event`);
        await runner.skip(name, failure.position, options.actor);
        return ({ failure: now }) => now?.position !== failure.position;
      });
    });
};

interface ControlOptions extends CommonOptions, WaitOptions {}

/** Whether the status of the build that serves shows that it is done. */
type IsDone = (status: ProjectionStatus) => boolean;

/** The control of projections: a running service's, or this process's runner. */
type Control = Pick<ProjectionRunner, 'rebuild' | 'skip'>;

/**
 * Asks for something, of a running service if there is one, and waits until it is done: `ask` returns how that is seen.
 * It is over as well when the build that was to take its place is stopped.
 * @throws UserError when the projection doesn't get there
 */
const control = async (
  name: string,
  options: ControlOptions,
  ask: (runner: Control, serving: ProjectionStatus) => Promise<IsDone>,
): Promise<void> => {
  const config = configForExisting(options);
  const service = await runningServiceOf(config);
  const module = service
    ? CommandApiModule.forRoot({ ...config, readOnly: true })
    : ProjectorModule.forRoot(config);
  const statuses = await withContext(module, async (context) => {
    await catchUp(context, options);
    const runner = service ? projectionsAt(service) : context.get(ProjectionRunner, { strict: false });
    const before = (await statusesIn(context)).filter((status) => status.name === name);
    const isDone = await asked(ask, runner, name, before);
    return projectionOnce(context, name, options, (now) =>
      now.some(
        (status) =>
          (status.role === 'active' && isSettled(status) && isDone(status)) ||
          (status.role === 'next' && status.state === 'stopped'),
      ),
    );
  });
  if (options.json) printJson(statuses);
  else report(statuses);
};

/** The projections of the service at this address. */
const projectionsAt = (service: string): Control => {
  const post = async (name: string, act: string, body: object): Promise<void> => {
    const answer = await fetch(`${service}/v1/projections/${encodeURIComponent(name)}/${act}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (answer.ok) return;
    const { detail } = (await answer.json()) as ProblemDocument;
    throw new ProjectionControlError(detail);
  };
  return {
    rebuild: (name) => post(name, 'rebuilds', {}),
    skip: (name, position, by) => post(name, 'skips', { position, by }),
  };
};

const isSettled = ({ state }: ProjectionStatus): boolean => state === 'live' || state === 'stopped';

const asked = async (
  ask: (runner: Control, serving: ProjectionStatus) => Promise<IsDone>,
  runner: Control,
  name: string,
  statuses: readonly ProjectionStatus[],
): Promise<IsDone> => {
  try {
    const serving = statuses.find(({ role }) => role === 'active');
    if (!serving) throw new ProjectionControlError(`there is no projection ${name}`);
    return await ask(runner, serving);
  } catch (error) {
    if (!(error instanceof ProjectionControlError)) throw error;
    throw new UserError(`${error.message}; dossier projections status lists them`);
  }
};

const report = (statuses: readonly ProjectionStatus[]): void => {
  const rows = statuses.map(({ name, version, build, role, state, position = '', lag, failure }) => [
    name,
    `${version}.${build}`,
    role,
    state,
    position,
    lagText(lag),
    failure ? `${failure.type} at ${failure.position}: ${failure.error}` : '',
  ]);
  print(table(['projection', 'version', 'role', 'state', 'position', 'behind', 'stopped by'], rows));
};

const lagText = ({ events, exact, seconds }: Lag): string =>
  events === 0
    ? ''
    : `${exact ? '' : 'over '}${events.toLocaleString('en')} events, ${Math.round(seconds)} s`;
