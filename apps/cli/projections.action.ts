import {
  type Lag,
  type Position,
  ProjectionControlError,
  ProjectionRunner,
  type ProjectionStatus,
  SignsOfLife,
  type VerificationRequest,
  verdictOf,
} from '../../libs/event-sourcing/core.js';
import { localPrincipal, nameOf } from '../../libs/platform/index.js';
import { CommandApiModule } from '../command-api/command-api.module.js';
import { ProjectorModule } from '../projector/projector.module.js';
import { configForExisting, withContext } from './command-line.js';
import { progressOf } from './progress.js';
import { withStoresAsTheyAre } from './reading.js';
import { answerOf, type Service, serviceOnFolder } from './service.js';
import { table } from './tables.js';
import { type CommonOptions, print, printJson, UserError, type WaitOptions } from './usage.js';
import { catchUp, projectionsOnce, statusesIn } from './waiting.js';

export interface ControlOptions extends CommonOptions, WaitOptions {}

export interface RebuildOptions extends ControlOptions {
  readonly all?: boolean;
}

export const status = async (options: CommonOptions): Promise<void> => {
  const statuses = await withStoresAsTheyAre(options, (context) => statusesIn(context, new SignsOfLife()));
  if (options.json) printJson(statuses);
  else if (statuses.length === 0) print('No projection has ever run here: dossier start runs them all.');
  else report(statuses);
};

/** @throws UserError unless either a name is given or all are asked for */
export const rebuild = async (name: string | undefined, options: RebuildOptions): Promise<void> => {
  if ((name === undefined) !== (options.all === true))
    throw new UserError('Name the projection to be built anew, or say --all');
  const statuses = await control(name, options, 'rebuilding', async (runner, before) => {
    await runner.rebuild(before.name);
    return ({ build }) => build !== before.build;
  });
  show(statuses, options);
};

export const skip = async (name: string, options: ControlOptions): Promise<void> => {
  const statuses = await control(name, options, 'skipping', async (runner, { failure }) => {
    if (!failure) throw new ProjectionControlError(`${name} is not stopped by any event`);
    await runner.skip(name, failure.position);
    return ({ failure: now }) => now?.position !== failure.position;
  });
  show(statuses, options);
};

/** Whether the status of the build that serves shows that it is done. */
type IsDone = (status: ProjectionStatus) => boolean;

/** The control of projections: a running service's, or this process's runner. */
interface Control extends Pick<ProjectionRunner, 'rebuild'> {
  skip(name: string, position: Position): Promise<void>;
  /** Returns the id under which it will be answered. */
  verify(name: string, asked: VerificationRequest): Promise<string>;
}

/**
 * Asks for something of a projection, or of each, of a running service if there is one, and waits until it is done: `ask`
 * returns how that is seen. It is over as well when the build that was to take its place is stopped. Returns their statuses
 * then.
 * @throws UserError when a projection doesn't get there
 */
export const control = async (
  name: string | undefined,
  options: ControlOptions,
  title: string,
  ask: (runner: Control, serving: ProjectionStatus) => Promise<IsDone>,
): Promise<readonly ProjectionStatus[]> => {
  const config = configForExisting(options);
  const service = await serviceOnFolder(config, {}, 'cli');
  const module = service
    ? CommandApiModule.forRoot({ ...config, readOnly: true })
    : ProjectorModule.forRoot(config);
  return withContext(module, async (context) => {
    await catchUp(context, options);
    const runner = service
      ? projectionsAt(service)
      : projectionsOf(context.get(ProjectionRunner, { strict: false }));
    const serving = servingIn(await statusesIn(context), name);
    const asking = new Map<string, IsDone>();
    for (const before of serving) asking.set(before.name, await asked(ask, runner, before));
    const names = [...asking.keys()];
    const progress = progressOf({ unit: 'projections', title, quiet: name !== undefined });
    try {
      return await projectionsOnce(context, names, options, (now) => {
        const over = now.filter((status) => isOver(status, asking.get(status.name)));
        const left = names.filter((each) => !over.some((status) => status.name === each));
        progress.update(1 - left.length / names.length, names.length - left.length, left[0]);
        return left.length === 0;
      });
    } finally {
      progress.done();
    }
  });
};

const show = (statuses: readonly ProjectionStatus[], { json }: CommonOptions): void => {
  if (json) printJson(statuses);
  else report(statuses);
};

/** The projections that this process runs. */
const projectionsOf = (runner: ProjectionRunner): Control => ({
  rebuild: (name) => runner.rebuild(name),
  skip: (name, position) => runner.skip(name, position, nameOf(localPrincipal)),
  verify: async (name, asked) => {
    await runner.verify(name, asked);
    return asked.id;
  },
});

/** The projections of the service at this address. */
const projectionsAt = (service: Service): Control => {
  const post = <Answer>(name: string, act: string, body: object): Promise<Answer> =>
    answerOf(service, `/v1/projections/${encodeURIComponent(name)}/${act}`, body);
  return {
    rebuild: async (name) => {
      await post(name, 'rebuilds', {});
    },
    skip: async (name, position) => {
      await post(name, 'skips', { position });
    },
    verify: async (name, { sample }) => {
      const asked = sample === 'all' ? { all: true } : { sample };
      const { request } = await post<{ readonly request: string }>(name, 'verifications', asked);
      return request;
    },
  };
};

const isOver = (status: ProjectionStatus, isDone: IsDone | undefined): boolean =>
  status.role === 'active'
    ? isSettled(status) && isDone?.(status) === true
    : status.role === 'next' && status.state === 'stopped';

const isSettled = ({ state }: ProjectionStatus): boolean => state === 'live' || state === 'stopped';

/** The serving build of the projection, or of each. @throws UserError when there is none */
const servingIn = (
  statuses: readonly ProjectionStatus[],
  name: string | undefined,
): readonly ProjectionStatus[] => {
  const serving = statuses.filter(
    (status) => status.role === 'active' && (name === undefined || status.name === name),
  );
  if (serving.length === 0)
    throw unfit(name === undefined ? 'no projection has ever run here' : `there is no projection ${name}`);
  return serving;
};

const asked = async (
  ask: (runner: Control, serving: ProjectionStatus) => Promise<IsDone>,
  runner: Control,
  serving: ProjectionStatus,
): Promise<IsDone> => {
  try {
    return await ask(runner, serving);
  } catch (error) {
    throw error instanceof ProjectionControlError ? unfit(error.message) : error;
  }
};

const unfit = (why: string): UserError => new UserError(`${why}; dossier projections status lists them`);

const report = (statuses: readonly ProjectionStatus[]): void => {
  const rows = statuses.map(({ name, version, build, role, state, position = '', lag, failure, refusal }) => [
    name,
    `${version}.${build}`,
    role,
    state,
    position,
    lagText(lag),
    failure ? `${failure.type} at ${failure.position}: ${failure.error}` : (refusal ?? ''),
  ]);
  print(table(['projection', 'version', 'role', 'state', 'position', 'behind', 'stopped by'], rows));
  for (const { name, remark, verification } of statuses) {
    if (remark !== undefined) print(remark);
    const verdict = verification && verdictOf(name, verification);
    if (verdict !== undefined) print(`${name} ${verdict}`);
  }
};

const lagText = ({ events, exact, seconds }: Lag): string =>
  events === 0
    ? ''
    : `${exact ? '' : 'over '}${events.toLocaleString('en')} events, ${Math.round(seconds)} s`;
