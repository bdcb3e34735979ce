import { verdictOf } from '../../libs/event-sourcing/core.js';
import { type ProjectionAnswer } from '../../libs/platform/http/projections.controller.js';
import { askingAsTheyAre, operating } from './asking.js';
import { statusesAt, statusesOnce } from './projections.statuses.js';
import { progressOf } from './progress.js';
import { type Questions } from './questions.js';
import { table } from './tables.js';
import {
  type CommonOptions,
  print,
  printJson,
  type ServiceOptions,
  UserError,
  type WaitOptions,
} from './usage.js';

export interface StatusOptions extends CommonOptions, ServiceOptions {}

export interface ControlOptions extends StatusOptions, WaitOptions {}

export interface RebuildOptions extends ControlOptions {
  readonly all?: boolean;
}

export const status = async (options: StatusOptions): Promise<void> => {
  const statuses = await askingAsTheyAre(options, statusesAt);
  if (options.json) printJson(statuses);
  else if (statuses.length === 0) print('No projection has ever run here: dossier start runs them all.');
  else report(statuses);
};

/** Builds the projection anew, or without a name all. */
export const rebuild = async (name: string | undefined, options: RebuildOptions): Promise<void> => {
  const statuses = await control(name, options, 'rebuilding', async (questions, before) => {
    await questions.tell(actOf(before, 'rebuilds'), {});
    return ({ build }) => build !== before.build;
  });
  show(statuses, options);
};

export const skip = async (name: string, options: ControlOptions): Promise<void> => {
  const statuses = await control(name, options, 'skipping', async (questions, serving) => {
    const { failure } = serving;
    if (!failure) throw unfit(`${name} is not stopped by any event`);
    await questions.tell(actOf(serving, 'skips'), { position: failure.position });
    return ({ failure: now }) => now?.position !== failure.position;
  });
  show(statuses, options);
};

/** Whether the status of the build that serves shows that it is done. */
type IsDone = (status: ProjectionAnswer) => boolean;

export const actOf = ({ name }: ProjectionAnswer, act: string): string =>
  `/v1/projections/${encodeURIComponent(name)}/${act}`;

/**
 * Asks for something of a projection, or of each, and waits until it is done: `ask` returns how that is seen. It is over as
 * well when the build that was to take its place is stopped. Returns their statuses then.
 * @throws UserError when a projection doesn't get there
 */
export const control = (
  name: string | undefined,
  options: ControlOptions,
  title: string,
  ask: (questions: Questions, serving: ProjectionAnswer) => Promise<IsDone>,
): Promise<readonly ProjectionAnswer[]> =>
  operating(options, async (questions) => {
    const serving = servingIn(await statusesAt(questions), name);
    const asking = new Map<string, IsDone>();
    for (const before of serving) asking.set(before.name, await ask(questions, before));
    const names = [...asking.keys()];
    const progress = progressOf({ unit: 'projections', title, quiet: name !== undefined });
    try {
      return await statusesOnce(questions, names, options, (now) => {
        const over = now.filter((status) => isOver(status, asking.get(status.name)));
        const left = names.filter((each) => !over.some((status) => status.name === each));
        progress.update(1 - left.length / names.length, names.length - left.length, left[0]);
        return left.length === 0;
      });
    } finally {
      progress.done();
    }
  });

const show = (statuses: readonly ProjectionAnswer[], { json }: CommonOptions): void => {
  if (json) printJson(statuses);
  else report(statuses);
};

const isOver = (status: ProjectionAnswer, isDone: IsDone | undefined): boolean =>
  status.role === 'active'
    ? isSettled(status) && isDone?.(status) === true
    : status.role === 'next' && status.state === 'stopped';

const isSettled = ({ state }: ProjectionAnswer): boolean => state === 'live' || state === 'stopped';

/** The serving build of the projection, or of each. @throws UserError when there is none */
const servingIn = (
  statuses: readonly ProjectionAnswer[],
  name: string | undefined,
): readonly ProjectionAnswer[] => {
  const serving = statuses.filter(
    (status) => status.role === 'active' && (name === undefined || status.name === name),
  );
  if (serving.length === 0)
    throw unfit(name === undefined ? 'no projection has ever run here' : `there is no projection ${name}`);
  return serving;
};

const unfit = (why: string): UserError => new UserError(`${why}; dossier projections status lists them`);

const report = (statuses: readonly ProjectionAnswer[]): void => {
  const rows = statuses.map(({ name, version, build, role, state, position, lag, failure, refusal }) => [
    name,
    `${version}.${build}`,
    role,
    state,
    position ?? '',
    lagText(lag),
    failure ? `${failure.type} at ${failure.position}: ${failure.error}` : (refusal ?? ''),
  ]);
  print(table(['projection', 'version', 'role', 'state', 'position', 'behind', 'stopped by'], rows));
  for (const { name, remark, verification } of statuses) {
    if (remark !== null) print(remark);
    const verdict = verification && verdictOf(name, verification);
    if (verdict) print(`${name} ${verdict}`);
  }
};

const lagText = ({ events, exact, seconds }: ProjectionAnswer['lag']): string =>
  events === 0
    ? ''
    : `${exact ? '' : 'over '}${events.toLocaleString('en')} events, ${Math.round(seconds)} s`;
