import { setTimeout as delay } from 'node:timers/promises';
import {
  type ProjectionAnswer,
  type ProjectionList,
} from '../../libs/platform/http/projections.controller.js';
import { stateOf, whileMoving } from './moving.js';
import { type Questions } from './questions.js';
import { type WaitOptions } from './usage.js';

const BETWEEN_STATUSES = 100;

/** The status of every projection that any process has run. */
export const statusesAt = async (questions: Questions): Promise<readonly ProjectionAnswer[]> =>
  (await questions.ask('/v1/projections')).json<ProjectionList>().items;

/** The statuses of projections once they are as wanted. @throws UserError when one of them comes no further */
export const statusesOnce = (
  questions: Questions,
  names: readonly string[],
  options: WaitOptions,
  isWanted: (statuses: readonly ProjectionAnswer[]) => boolean,
): Promise<readonly ProjectionAnswer[]> => {
  let statuses: readonly ProjectionAnswer[] = [];
  return whileMoving(
    () => Promise.resolve(statuses.filter(({ role }) => role !== 'retired').map(stateOf)),
    options,
    async (signal) => {
      for (;;) {
        statuses = (await statusesAt(questions)).filter(({ name }) => names.includes(name));
        if (isWanted(statuses)) return statuses;
        await delay(BETWEEN_STATUSES, undefined, { signal });
      }
    },
  );
};
