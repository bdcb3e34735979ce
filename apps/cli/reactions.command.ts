import { type Command } from 'commander';
import { type ReactionStatusOptions, type SkipReactionOptions } from './reactions-control.action.js';
import { type ReactionsOptions } from './reactions.action.js';
import { subcommand, withPatience, withService } from './usage.js';

const EXAMPLES = `  dossier reactions
  dossier reactions --reaction deal-orders --json
  dossier reactions --url https://crm.example.com

A reaction turns events into commands: a deal that is won books an order. A timer sends a command when its time has come: a
follow-up becomes overdue. What the rules refuse stands here, and nothing was changed by it; so does what a timer skipped
because it was too late. It doesn't stop the others: putting the cause right and sending the command is up to you.`;

const STATUS_EXAMPLES = `  dossier reactions status
  dossier reactions status --json

A reaction or a timer that is stopped met an event that is damaged, cut off by an administrator, or of a type that this
version doesn't know: in the log, or in the stream that its command was for. It is named: repair it and restart, or go on
without the event (dossier reactions skip). One that is idle is run by no process now.`;

const SKIP_EXAMPLES = `  dossier reactions skip deal-orders --position 0000000000000042

It goes on without the event that stopped it, for good; a timer, without the commands that the event made due. That, and who
decided it, is recorded beside its checkpoint.`;

/**
 * `dossier reactions`: the commands of reactions and timers that were refused, or skipped as too late; how each fares, and
 * going on after an event that one can't get past.
 */
export const registerReactions = (program: Command): void => {
  const reactions = withService(
    subcommand(program, 'reactions', 'list what the rules refused to reactions and timers', EXAMPLES),
  );
  reactions
    .option('--reaction <name>', 'of this reaction or timer alone')
    .action(async (options: ReactionsOptions) => (await import('./reactions.action.js')).reactions(options));
  withService(
    subcommand(
      reactions,
      'status',
      'how far each reaction and timer has come, and what stops it',
      STATUS_EXAMPLES,
    ),
  ).action(async (_, command: Command) =>
    (await import('./reactions-control.action.js')).reactionsStatus(
      command.optsWithGlobals<ReactionStatusOptions>(),
    ),
  );
  withPatience(
    withService(
      subcommand(reactions, 'skip <name>', 'go on without the event that stopped a reaction', SKIP_EXAMPLES),
    ),
  )
    .requiredOption('--position <position>', 'of the event that stopped it, as its status names it')
    .action(async (name: string, _, command: Command) =>
      (await import('./reactions-control.action.js')).skipReaction(
        name,
        command.optsWithGlobals<SkipReactionOptions>(),
      ),
    );
};
