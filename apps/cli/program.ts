import { Command, type OutputConfiguration } from 'commander';
import { registerAccess } from './access.command.js';
import { registerAnalytics } from './analytics.command.js';
import { registerDemo } from './demo.command.js';
import { registerGet } from './get.command.js';
import { registerHistory, registerReplay } from './history.command.js';
import { registerImport } from './import.command.js';
import { registerKeys } from './keys.command.js';
import { registerPrivacy } from './privacy.command.js';
import { registerProjections } from './projections.command.js';
import { registerReactions } from './reactions.command.js';
import { registerStart } from './start.command.js';
import { registerToken } from './token.command.js';
import { exitCodes } from './usage.js';
import { packageVersion } from './version.js';

/** `dossier` with all its commands. Wrong usage, and asking for help, throw a `CommanderError`. */
export const dossierProgram = (output: OutputConfiguration = {}): Command => {
  const program = new Command('dossier')
    .description('Dossier, an event-sourced CRM service: serve it, fill it, ask it, look after it.')
    .version(packageVersion(), '--version', 'print the version')
    .showHelpAfterError('(add --help to see how it is used)')
    .configureOutput(output)
    .exitOverride()
    // A command below another has options of its own, though the other has some of the same names.
    .enablePositionalOptions()
    .addHelpText(
      'after',
      `
Examples:
  dossier demo                      made-up customers, and what can be asked of them
  dossier start                     serve ./data on http://127.0.0.1:3000
  dossier get '/v1/customers?name=lovelace'

Each command has examples of its own: dossier get --help. They work on the data folder, or with --url on a service.

Exit codes: ${exitCodes.done} done, ${exitCodes.failed} failed, ${exitCodes.usage} wrong usage, ${exitCodes.someRefused} imported, but some rows were refused, ${exitCodes.differs} read models that differ from the log.`,
    );
  registerStart(program);
  registerToken(program);
  registerImport(program);
  registerGet(program);
  registerAnalytics(program);
  registerHistory(program);
  registerReplay(program);
  registerAccess(program);
  registerPrivacy(program);
  registerProjections(program);
  registerReactions(program);
  registerKeys(program);
  registerDemo(program);
  return program;
};
