#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { exitCodeOf, exitCodes, reportFailure } from './command-line.js';
import { registerDemo } from './demo.command.js';
import { registerGet } from './get.command.js';
import { registerHistory, registerReplay } from './history.command.js';
import { registerImport } from './import.command.js';
import { registerProjections } from './projections.command.js';
import { registerReactions } from './reactions.command.js';
import { registerStart } from './start.command.js';

const program = new Command('dossier')
  .description('Dossier, an event-sourced CRM service: serve it, fill it, ask it, look after it.')
  .showHelpAfterError('(add --help to see how it is used)')
  .exitOverride()
  .addHelpText(
    'after',
    `
Exit codes: ${exitCodes.done} done, ${exitCodes.failed} failed, ${exitCodes.usage} wrong usage, ${exitCodes.someRefused} imported, but some rows were refused.`,
  );

registerStart(program);
registerImport(program);
registerGet(program);
registerHistory(program);
registerReplay(program);
registerProjections(program);
registerReactions(program);
registerDemo(program);

// Whoever reads the output may stop early, as `head` does: that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(exitCodes.done);
});

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = exitCodeOf(error);
  else reportFailure(error);
}
