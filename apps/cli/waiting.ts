import { setTimeout as delay } from 'node:timers/promises';
import { type INestApplicationContext } from '@nestjs/common';
import {
  type EventStore,
  type Position,
  ProjectionRunner,
  type ProjectionStatus,
  reactionProgress,
  projectionStatuses,
  ReactionRunner,
  type ReadStore,
  type SignsOfLife,
} from '../../libs/event-sourcing/core.js';
import { EVENT_STORE, READ_STORE } from '../../libs/event-sourcing/nest.js';
import {
  type BoundedContext,
  CONFIG,
  CONTEXTS,
  type DossierConfig,
  ofAll,
} from '../../libs/platform/index.js';
import { type ConsumerState, Standstill } from './standstill.js';
import { UserError, type WaitOptions } from './usage.js';

const BETWEEN_LOOKS = 1_000;
const BETWEEN_STATUSES = 100;

/**
 * Waits until reactions have come to the end of the log, and then projections: what reactions append belongs to it. A
 * running service does the work where this process only reads.
 * @throws UserError when one of them comes no further
 */
export const catchUp = async (context: INestApplicationContext, options: WaitOptions): Promise<void> => {
  const { readOnly } = context.get<DossierConfig>(CONFIG, { strict: false });
  await whileMoving(
    () => unfinished(context),
    options,
    (signal) => (readOnly ? followed(context, signal) : caughtUp(context, signal)),
  );
};

/** Whether reactions and projections have come to the end of the log. */
export const isCaughtUp = async (context: INestApplicationContext): Promise<boolean> =>
  (await unfinished(context)).length === 0;

const caughtUp = async (context: INestApplicationContext, signal: AbortSignal): Promise<void> => {
  await context.get(ReactionRunner, { strict: false }).catchUp(undefined, signal);
  await context.get(ProjectionRunner, { strict: false }).catchUp(undefined, signal);
};

const followed = async (context: INestApplicationContext, signal: AbortSignal): Promise<void> => {
  for (const behind of [reactionsBehind, projectionsBehind]) {
    const head = await headOf(context);
    while ((await behind(context, head)).length > 0) await delay(BETWEEN_STATUSES, undefined, { signal });
  }
};

/** The status of every projection that any process has run; with `signs`, those whose process is gone are idle. */
export const statusesIn = (
  context: INestApplicationContext,
  signs?: SignsOfLife,
): Promise<ProjectionStatus[]> =>
  projectionStatuses({
    ...(signs === undefined ? {} : { signs }),
    eventStore: context.get<EventStore>(EVENT_STORE, { strict: false }),
    readStore: context.get<ReadStore>(READ_STORE, { strict: false }),
    now: () => new Date(),
  });

/** The statuses of projections once they are as wanted. @throws UserError when one of them comes no further */
export const projectionsOnce = (
  context: INestApplicationContext,
  names: readonly string[],
  options: WaitOptions,
  isWanted: (statuses: readonly ProjectionStatus[]) => boolean,
): Promise<readonly ProjectionStatus[]> => {
  let statuses: readonly ProjectionStatus[] = [];
  return whileMoving(
    () => Promise.resolve(statuses.filter(({ role }) => role !== 'retired').map(stateOf)),
    options,
    async (signal) => {
      for (;;) {
        statuses = (await statusesIn(context)).filter(({ name }) => names.includes(name));
        if (isWanted(statuses)) return statuses;
        await delay(BETWEEN_STATUSES, undefined, { signal });
      }
    },
  );
};

/** Lets `work` go on for as long as what it waits for comes further; the signal tells it that this is over. */
const whileMoving = async <Result>(
  look: () => Promise<readonly ConsumerState[]>,
  { patience }: WaitOptions,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> => {
  const done = new AbortController();
  const stuck = new AbortController();
  const standstill = new Standstill(patience * 1_000);
  const watch = async (): Promise<void> => {
    while (!done.signal.aborted) {
      const still = standstill.among(await look(), performance.now());
      if (still.length > 0) {
        stuck.abort(new UserError(sentence(still, patience)));
        return;
      }
      await delay(BETWEEN_LOOKS, undefined, { signal: done.signal }).catch(() => undefined);
    }
  };
  const watching = watch().catch((error: unknown) => {
    stuck.abort(error);
  });
  try {
    return await work(stuck.signal);
  } catch (error) {
    throw stuck.signal.aborted ? stuck.signal.reason : error;
  } finally {
    done.abort();
    await watching;
  }
};

const sentence = (still: readonly ConsumerState[], patience: number): string =>
  `${still.map(({ name, words }) => `${name} (${words})`).join(', ')} came no further for ${patience} s. ` +
  'The process that runs it is stuck, or is of another version of Dossier: see its log, and what ' +
  '"dossier projections status" says. Then restart it, and do this again; --patience waits longer. ' +
  'A rebuild or a skip that was asked for is recorded, and goes on as soon as a process gets on with it.';

/** What has not come to the end of the log, among what this version of Dossier has. */
const unfinished = async (context: INestApplicationContext): Promise<ConsumerState[]> => {
  const head = await headOf(context);
  return [...(await projectionsBehind(context, head)), ...(await reactionsBehind(context, head))];
};

/** Sorts before every position while the log is empty. */
const headOf = async (context: INestApplicationContext): Promise<Position> =>
  (await context.get<EventStore>(EVENT_STORE, { strict: false }).head()) ?? '';

const projectionsBehind = async (
  context: INestApplicationContext,
  head: Position,
): Promise<ConsumerState[]> => {
  const statuses = await statusesIn(context);
  return ofAll(contextsIn(context), ({ projections }) => projections).flatMap(({ name }): ConsumerState[] => {
    const [next] = statuses.filter((status) => status.name === name && status.role === 'next');
    const [active] = statuses.filter((status) => status.name === name && status.role === 'active');
    const decisive = next ?? active;
    if (!decisive) return [{ name, words: 'not begun' }];
    const over = decisive.state === 'stopped' || (!next && (decisive.position ?? '') >= head);
    return over ? [] : [stateOf(decisive)];
  });
};

const reactionsBehind = async (
  context: INestApplicationContext,
  head: Position,
): Promise<ConsumerState[]> => {
  const names = ofAll(contextsIn(context), ({ reactions }) => reactions).map(({ name }) => name);
  const store = context.get<ReadStore>(READ_STORE, { strict: false });
  const states = await reactionProgress(store).get(names);
  return names.flatMap((name): ConsumerState[] => {
    const found = states.find(({ _id }) => _id === name);
    if (!found) return [{ name, words: 'not begun' }];
    const { state, position = '' } = found;
    return state === 'stopped' || position >= head ? [] : [{ name, words: wordsOf(state, position) }];
  });
};

const contextsIn = (context: INestApplicationContext): readonly BoundedContext[] =>
  context.get<readonly BoundedContext[]>(CONTEXTS, { strict: false });

const stateOf = ({
  name,
  version,
  build,
  role,
  state,
  position,
  refusal,
  verifying,
}: ProjectionStatus): ConsumerState => ({
  name: role === 'next' ? `the next build of ${name}` : name,
  // What is refused is tried again and again: its state changes, and it comes no further.
  words: `version ${version}.${build}, ${refusal ?? wordsOf(state, position)}${comparedWords(verifying)}`,
});

const comparedWords = (verifying: ProjectionStatus['verifying']): string =>
  verifying
    ? `, compared with the log up to position ${verifying.position} in reading ${verifying.reading}`
    : '';

const wordsOf = (state: string, position = ''): string =>
  `${state}, ${position === '' ? 'before the first event' : `at position ${position}`}`;
