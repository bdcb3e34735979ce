import { type Command } from 'commander';
import { listRefusals, type ReactionRefusal, type ReadStore } from '../../libs/event-sourcing/core.js';
import { READ_STORE } from '../../libs/event-sourcing/nest.js';
import { type BoundedContext, CONTEXTS, ofAll } from '../../libs/platform/index.js';
import { CommandApiModule } from '../command-api/command-api.module.js';
import {
  type CommonOptions,
  configForReading,
  print,
  printJson,
  subcommand,
  UserError,
  withContext,
} from './command-line.js';
import { table } from './tables.js';

const EXAMPLES = `  dossier reactions
  dossier reactions --reaction deal-orders --json

A reaction turns events into commands: a deal that is won books an order. A timer sends a command when its time has come: a
follow-up becomes overdue. What the rules refuse stands here, and nothing was changed by it; so does what a timer skipped
because it was too late. It doesn't stop the others: putting the cause right and sending the command is up to you.`;

/** `dossier reactions`: the commands of reactions and timers that were refused, or skipped as too late. */
export const registerReactions = (program: Command): void => {
  subcommand(program, 'reactions', 'list what the rules refused to reactions and timers', EXAMPLES)
    .option('--reaction <name>', 'of this reaction or timer alone')
    .action(async (options: CommonOptions & { readonly reaction?: string }) => {
      const refusals = await withContext(CommandApiModule.forRoot(configForReading(options)), (context) => {
        assertKnown(options.reaction, context.get<readonly BoundedContext[]>(CONTEXTS));
        return listRefusals(context.get<ReadStore>(READ_STORE), options.reaction);
      });
      if (options.json) printJson(refusals);
      else if (refusals.length === 0) print('Nothing was refused.');
      else report(refusals);
    });
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
