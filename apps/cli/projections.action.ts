import {
  type Lag,
  ProjectionControlError,
  ProjectionRunner,
  type ProjectionStatus,
} from '../../libs/event-sourcing/core.js';
import { type ProblemDocument, runningServiceOf } from '../../libs/platform/index.js';
import { CommandApiModule } from '../command-api/command-api.module.js';
import { ProjectorModule } from '../projector/projector.module.js';
import { configForExisting, configForReading, withContext } from './command-line.js';
import { table } from './tables.js';
import { type CommonOptions, print, printJson, UserError, type WaitOptions } from './usage.js';
import { catchUp, projectionOnce, statusesIn } from './waiting.js';

export interface ControlOptions extends CommonOptions, WaitOptions {}

export interface SkipOptions extends ControlOptions {
  readonly actor: string;
}

export const status = async (options: CommonOptions): Promise<void> => {
  const statuses = await withContext(CommandApiModule.forRoot(configForReading(options)), statusesIn);
  if (options.json) printJson(statuses);
  else if (statuses.length === 0) print('No projection has ever run here: dossier start runs them all.');
  else report(statuses);
};

export const rebuild = (name: string, options: ControlOptions): Promise<void> =>
  control(name, options, async (runner, before) => {
    await runner.rebuild(name);
    return ({ build }) => build !== before.build;
  });

export const skip = (name: string, options: SkipOptions): Promise<void> =>
  control(name, options, async (runner, { failure }) => {
    if (!failure) throw new ProjectionControlError(`${name} is not stopped by any event`);
    await runner.skip(name, failure.position, options.actor);
    return ({ failure: now }) => now?.position !== failure.position;
  });

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
