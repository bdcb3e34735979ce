import { type RefusalAnswer, type RefusalList } from '../../libs/platform/http/reactions.controller.js';
import { askingAsTheyAre } from './asking.js';
import { type Questions } from './questions.js';
import { table } from './tables.js';
import { type CommonOptions, print, printJson, type ServiceOptions } from './usage.js';

export interface ReactionsOptions extends CommonOptions, ServiceOptions {
  readonly reaction?: string;
}

export const reactions = async (options: ReactionsOptions): Promise<void> => {
  const refusals = await askingAsTheyAre(options, (questions) => refusalsOf(options.reaction, questions));
  if (options.json) printJson(refusals);
  else if (refusals.length === 0) print('Nothing was refused.');
  else report(refusals);
};

const refusalsOf = async (
  reaction: string | undefined,
  questions: Questions,
): Promise<readonly RefusalAnswer[]> => {
  const query = new URLSearchParams({ limit: '200', ...(reaction === undefined ? {} : { reaction }) });
  const found: RefusalAnswer[] = [];
  for (;;) {
    const answer = await questions.ask(`/v1/reactions/refusals?${query.toString()}`);
    const { items, nextCursor } = answer.json<RefusalList>();
    found.push(...items);
    if (nextCursor === undefined) return found;
    query.set('cursor', nextCursor);
  }
};

const report = (refusals: readonly RefusalAnswer[]): void => {
  const rows = refusals.map(({ reaction, event, command, code, detail, refusedAt }) => [
    refusedAt.slice(0, 19),
    reaction,
    `${event.type} ${event.stream}@${event.revision}`,
    `${command.type} ${command.id}`,
    `${code}: ${detail}`,
  ]);
  print(table(['when', 'reaction', 'event', 'command', 'refused because'], rows));
};
