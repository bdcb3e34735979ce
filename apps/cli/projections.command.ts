import { type INestApplicationContext } from '@nestjs/common';
import { type Command } from 'commander';
import {
  type EventStore,
  type Lag,
  ProjectionControlError,
  ProjectionRunner,
  type ProjectionStatus,
  projectionStatuses,
  type ReadStore,
} from '../../libs/event-sourcing/core.js';
import { EVENT_STORE, READ_STORE } from '../../libs/event-sourcing/nest.js';
import { CommandApiModule } from '../command-api/command-api.module.js';
import { ProjectorModule } from '../projector/projector.module.js';
import {
  type CommonOptions,
  configForExisting,
  print,
  printJson,
  subcommand,
  UserError,
  withContext,
} from './command-line.js';
import { table } from './tables.js';
import { catchUp, projectionOnce, type WaitOptions, withPatience } from './waiting.js';

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
    const statuses = await withContext(CommandApiModule.forRoot(configForExisting(options)), statusesIn);
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

const statusesIn = (context: INestApplicationContext): Promise<ProjectionStatus[]> =>
  projectionStatuses({
    eventStore: context.get<EventStore>(EVENT_STORE),
    readStore: context.get<ReadStore>(READ_STORE),
    now: () => new Date(),
  });

interface ControlOptions extends CommonOptions, WaitOptions {}

/** Whether the status of the build that serves shows that it is done. */
type IsDone = (status: ProjectionStatus) => boolean;

/**
 * Asks for something, runs the projections as far as no other process does, and waits until it is done: `ask` returns
 * how that is seen. It is over as well when the build that was to take its place is stopped.
 * @throws UserError when the projection doesn't get there
 */
const control = async (
  name: string,
  options: ControlOptions,
  ask: (runner: ProjectionRunner, serving: ProjectionStatus) => Promise<IsDone>,
): Promise<void> => {
  const statuses = await withContext(ProjectorModule.forRoot(configForExisting(options)), async (context) => {
    await catchUp(context, options);
    const runner = context.get(ProjectionRunner, { strict: false });
    const before = (await runner.status()).filter((status) => status.name === name);
    const isDone = await asked(ask, runner, name, before);
    return projectionOnce(runner, name, options, (now) =>
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

const isSettled = ({ state }: ProjectionStatus): boolean => state === 'live' || state === 'stopped';

const asked = async (
  ask: (runner: ProjectionRunner, serving: ProjectionStatus) => Promise<IsDone>,
  runner: ProjectionRunner,
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
