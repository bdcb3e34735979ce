import { setTimeout as delay } from 'node:timers/promises';
import { type INestApplicationContext } from '@nestjs/common';
import { type Command } from 'commander';
import {
  type EventStore,
  ProjectionRunner,
  type ProjectionStatus,
  ReactionRunner,
  type ReactionStateDocument,
  type ReadStore,
} from '../../libs/event-sourcing/core.js';
import { EVENT_STORE, READ_STORE } from '../../libs/event-sourcing/nest.js';
import { type BoundedContext, CONTEXTS, projectionsOf } from '../../libs/platform/index.js';
import { UserError, wholeNumber } from './command-line.js';
import { type Standing, Standstill } from './standstill.js';

/** What commands that wait for projections take. */
export interface WaitOptions {
  /** In seconds. */
  readonly patience: number;
}

/** Longer than a reaction pauses between two attempts, or a projection needs for one batch. */
const PATIENCE = 60;
const BETWEEN_LOOKS = 1_000;

/** Gives a command the option `--patience`. */
export const withPatience = (command: Command): Command =>
  command.option(
    '--patience <seconds>',
    'how long to wait for a projection that comes no further',
    wholeNumber,
    PATIENCE,
  );

/**
 * Waits until reactions have come to the end of the log, and then projections: what reactions append belongs to it.
 * @throws UserError when one of them comes no further
 */
export const catchUp = async (context: INestApplicationContext, options: WaitOptions): Promise<void> => {
  const reactions = context.get(ReactionRunner, { strict: false });
  const projections = context.get(ProjectionRunner, { strict: false });
  await whileMoving(
    () => unfinished(context),
    options,
    async (signal) => {
      await reactions.catchUp(undefined, signal);
      await projections.catchUp(undefined, signal);
    },
  );
};

/** The statuses of a projection once they are as wanted. @throws UserError when it comes no further */
export const projectionOnce = (
  runner: ProjectionRunner,
  name: string,
  options: WaitOptions,
  isWanted: (statuses: readonly ProjectionStatus[]) => boolean,
): Promise<readonly ProjectionStatus[]> => {
  let statuses: readonly ProjectionStatus[] = [];
  return whileMoving(
    () => Promise.resolve(statuses.filter(({ role }) => role !== 'retired').map(standingOf)),
    options,
    async (signal) => {
      for (;;) {
        statuses = (await runner.status()).filter((status) => status.name === name);
        if (isWanted(statuses)) return statuses;
        await delay(100, undefined, { signal });
      }
    },
  );
};

/** Lets `work` go on for as long as what it waits for comes further; the signal tells it that this is over. */
const whileMoving = async <Result>(
  look: () => Promise<readonly Standing[]>,
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

const sentence = (still: readonly Standing[], patience: number): string =>
  `${still.map(({ name, words }) => `${name} (${words})`).join(', ')} came no further for ${patience} s. ` +
  'The process that runs it is stuck, or is of another version of Dossier: see its log, and what ' +
  '"dossier projections status" says. Then restart it, and do this again; --patience waits longer. ' +
  'A rebuild or a skip that was asked for is recorded, and goes on as soon as a process gets on with it.';

/** What has not come to the end of the log, among what this version of Dossier has. */
const unfinished = async (context: INestApplicationContext): Promise<Standing[]> => {
  const contexts = context.get<readonly BoundedContext[]>(CONTEXTS, { strict: false });
  const statuses = await context.get(ProjectionRunner, { strict: false }).status();
  const projections = contexts.flatMap(projectionsOf).flatMap(({ name }): Standing[] => {
    const [next] = statuses.filter((status) => status.name === name && status.role === 'next');
    const [active] = statuses.filter((status) => status.name === name && status.role === 'active');
    const decisive = next ?? active;
    if (!decisive) return [{ name, words: 'not begun' }];
    const over = decisive.state === 'stopped' || (!next && decisive.lag.events === 0);
    return over ? [] : [standingOf(decisive)];
  });
  return [...projections, ...(await reactionsIn(context, contexts))];
};

const reactionsIn = async (
  context: INestApplicationContext,
  contexts: readonly BoundedContext[],
): Promise<Standing[]> => {
  const names = contexts.flatMap(({ reactions }) => reactions.map(({ name }) => name));
  const states = await context
    .get<ReadStore>(READ_STORE, { strict: false })
    .collection<ReactionStateDocument>('_reactions')
    .get(names);
  const head = (await context.get<EventStore>(EVENT_STORE, { strict: false }).head()) ?? '';
  return names.flatMap((name): Standing[] => {
    const found = states.find(({ _id }) => _id === name);
    if (!found) return [{ name, words: 'not begun' }];
    const { state, position = '' } = found;
    return state === 'stopped' || position >= head ? [] : [{ name, words: wordsOf(state, position) }];
  });
};

const standingOf = ({ name, version, build, role, state, position }: ProjectionStatus): Standing => ({
  name: role === 'next' ? `the next build of ${name}` : name,
  words: `version ${version}.${build}, ${wordsOf(state, position)}`,
});

const wordsOf = (state: string, position = ''): string =>
  `${state}, ${position === '' ? 'before the first event' : `at position ${position}`}`;
