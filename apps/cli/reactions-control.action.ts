import { setTimeout as delay } from 'node:timers/promises';
import { type ReactionAnswer, type ReactionList } from '../../libs/platform/http/reactions.controller.js';
import { askingAsTheyAre, operating } from './asking.js';
import { whileMoving, wordsOf } from './moving.js';
import { type Questions } from './questions.js';
import { table } from './tables.js';
import { type CommonOptions, print, printJson, type ServiceOptions, type WaitOptions } from './usage.js';

export interface ReactionStatusOptions extends CommonOptions, ServiceOptions {}

export interface SkipReactionOptions extends ReactionStatusOptions, WaitOptions {
  readonly position: string;
}

const BETWEEN_LOOKS = 100;

export const reactionsStatus = async (options: ReactionStatusOptions): Promise<void> => {
  const statuses = await askingAsTheyAre(options, statusesAt);
  if (options.json) printJson(statuses);
  else if (statuses.length === 0) print('No reaction has ever run here: dossier start runs them all.');
  else report(statuses);
};

/**
 * Has the process that runs the reaction go on, and waits until it has come to the end of the log.
 * @throws UserError when the reaction isn't stopped there, or comes no further
 */
export const skipReaction = async (name: string, options: SkipReactionOptions): Promise<void> => {
  const { position } = options;
  const statuses = await operating(options, async (questions) => {
    await questions.tell(`/v1/reactions/${encodeURIComponent(name)}/skips`, { position });
    return statusesOnce(name, questions, options, (now) =>
      now.every(({ state, failure }) => failure?.position !== position && state !== 'catching-up'),
    );
  });
  if (options.json) printJson(statuses);
  else report(statuses);
};

const statusesOnce = (
  name: string,
  questions: Questions,
  options: WaitOptions,
  isWanted: (statuses: readonly ReactionAnswer[]) => boolean,
): Promise<readonly ReactionAnswer[]> => {
  let statuses: readonly ReactionAnswer[] = [];
  return whileMoving(
    () =>
      Promise.resolve(
        statuses.map((each) => ({ name: each.name, words: wordsOf(each.state, each.position) })),
      ),
    options,
    async (signal) => {
      for (;;) {
        statuses = (await statusesAt(questions)).filter((status) => status.name === name);
        if (isWanted(statuses)) return statuses;
        await delay(BETWEEN_LOOKS, undefined, { signal });
      }
    },
  );
};

const statusesAt = async (questions: Questions): Promise<readonly ReactionAnswer[]> =>
  (await questions.ask('/v1/reactions')).json<ReactionList>().items;

const report = (statuses: readonly ReactionAnswer[]): void => {
  const rows = statuses.map(({ name, kind, state, position, failure }) => [
    name,
    kind,
    state,
    position ?? '',
    failure
      ? `${failure.type} at ${failure.position} (event ${failure.revision} of ${failure.stream}): ${failure.error}`
      : '',
  ]);
  print(table(['name', 'kind', 'state', 'position', 'stopped by'], rows));
};
