import { listRefusals, type ReactionRefusal, type ReadStore } from '../../libs/event-sourcing/core.js';
import { READ_STORE } from '../../libs/event-sourcing/nest.js';
import { type BoundedContext, CONTEXTS, ofAll } from '../../libs/platform/index.js';
import { withStoresAsTheyAre } from './reading.js';
import { table } from './tables.js';
import { type CommonOptions, print, printJson, UserError } from './usage.js';

export interface ReactionsOptions extends CommonOptions {
  readonly reaction?: string;
}

export const reactions = async (options: ReactionsOptions): Promise<void> => {
  const refusals = await withStoresAsTheyAre(options, (context) => {
    assertKnown(options.reaction, context.get<readonly BoundedContext[]>(CONTEXTS));
    return listRefusals(context.get<ReadStore>(READ_STORE), options.reaction);
  });
  if (options.json) printJson(refusals);
  else if (refusals.length === 0) print('Nothing was refused.');
  else report(refusals);
};

/** @throws UserError naming the reactions and timers there are */
const assertKnown = (reaction: string | undefined, contexts: readonly BoundedContext[]): void => {
  const names = [
    ...ofAll(contexts, ({ reactions }) => reactions),
    ...ofAll(contexts, ({ timers }) => timers),
  ].map(({ name }) => name);
  if (reaction !== undefined && !names.includes(reaction))
    throw new UserError(`there is no reaction or timer ${reaction}; there is ${names.join(', ')}`);
};

const report = (refusals: readonly ReactionRefusal[]): void => {
  const rows = refusals.map(({ reaction, event, command, code, detail, refusedAt }) => [
    refusedAt.slice(0, 19),
    reaction,
    `${event.type} ${event.stream}@${event.revision}`,
    `${command.type} ${command.id}`,
    `${code}: ${detail}`,
  ]);
  print(table(['when', 'reaction', 'event', 'command', 'refused because'], rows));
};
