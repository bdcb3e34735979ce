import { type Command } from 'commander';
import { listRefusals, type ReactionRefusal, type ReadStore } from '../../libs/event-sourcing/core.js';
import { READ_STORE } from '../../libs/event-sourcing/nest.js';
import { type BoundedContext, CONTEXTS } from '../../libs/platform/index.js';
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

A reaction turns events into commands: a deal that is won books an order. What the rules refuse stands here, and nothing
was changed by it. It doesn't stop the reaction: putting the cause right and sending the command is up to you.`;

/** `dossier reactions`: the commands of reactions that were refused. */
export const registerReactions = (program: Command): void => {
  subcommand(program, 'reactions', 'list what the rules refused to reactions', EXAMPLES)
    .option('--reaction <name>', 'of this reaction alone')
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

/** @throws UserError naming the reactions there are */
const assertKnown = (reaction: string | undefined, contexts: readonly BoundedContext[]): void => {
  const names = contexts.flatMap(({ reactions }) => reactions.map(({ name }) => name));
  if (reaction !== undefined && !names.includes(reaction))
    throw new UserError(`there is no reaction ${reaction}; there is ${names.join(', ')}`);
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
