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
} from '../../libs/event-sourcing/core.js';
import { EVENT_STORE, READ_STORE } from '../../libs/event-sourcing/nest.js';
import {
  type BoundedContext,
  CONFIG,
  CONTEXTS,
  type DossierConfig,
  ofAll,
} from '../../libs/platform/index.js';
import { stateOf, whileMoving, wordsOf } from './moving.js';
import { type ConsumerState } from './standstill.js';
import { type WaitOptions } from './usage.js';

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
  return ofAll(contextsIn(context), ({ projections }) => projections).flatMap(
    ({ name, version }): ConsumerState[] => {
      const [next] = statuses.filter((status) => status.name === name && status.role === 'next');
      const [active] = statuses.filter((status) => status.name === name && status.role === 'active');
      const decisive = next ?? active;
      if (!decisive) return [{ name, words: 'not begun' }];
      // What an earlier version built may lack what this one answers with.
      const serves = !next && decisive.version >= version && (decisive.position ?? '') >= head;
      const over = decisive.state === 'stopped' || serves;
      return over ? [] : [stateOf(decisive)];
    },
  );
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

const statusesIn = (context: INestApplicationContext): Promise<ProjectionStatus[]> =>
  projectionStatuses({
    eventStore: context.get<EventStore>(EVENT_STORE, { strict: false }),
    readStore: context.get<ReadStore>(READ_STORE, { strict: false }),
    now: () => new Date(),
  });
