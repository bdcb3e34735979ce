import { type Command } from 'commander';
import { type ReactionsOptions } from './reactions.action.js';
import { subcommand } from './usage.js';

const EXAMPLES = `  dossier reactions
  dossier reactions --reaction deal-orders --json

A reaction turns events into commands: a deal that is won books an order. A timer sends a command when its time has come: a
follow-up becomes overdue. What the rules refuse stands here, and nothing was changed by it; so does what a timer skipped
because it was too late. It doesn't stop the others: putting the cause right and sending the command is up to you.`;

/** `dossier reactions`: the commands of reactions and timers that were refused, or skipped as too late. */
export const registerReactions = (program: Command): void => {
  subcommand(program, 'reactions', 'list what the rules refused to reactions and timers', EXAMPLES)
    .option('--reaction <name>', 'of this reaction or timer alone')
    .action(async (options: ReactionsOptions) => (await import('./reactions.action.js')).reactions(options));
};
