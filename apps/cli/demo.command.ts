import { type Command } from 'commander';
import { type DemoOptions } from './demo.action.js';
import { subcommand, wholeNumber, withPatience, withService } from './usage.js';

const EXAMPLES = `  dossier demo
  dossier demo --customers 200 --seed 7
  dossier demo --data /tmp/demo         keep what was made, to serve it: dossier start --data /tmp/demo
  dossier demo --url http://127.0.0.1:3000

With --url the commands go to that service over HTTP, and the questions too; with --data to the service that runs on the
folder, if one does. Without either everything stands in embedded stores in a temporary folder, which is removed at the end, whatever stores
the environment names. With either, the same demonstration done again on the same day adds nothing.`;

/** `dossier demo`: made-up customers go in as commands, and come out as lookups and analytics. */
export const registerDemo = (program: Command): void => {
  withPatience(
    withService(
      subcommand(program, 'demo', 'fill the service with made-up customers, and ask it about them', EXAMPLES),
    ),
  )
    .option('--customers <number>', 'how many customers to make up', wholeNumber, 3000)
    .option('--seed <number>', 'another number makes other customers', wholeNumber, 1)
    .action(async (options: DemoOptions) => (await import('./demo.action.js')).demo(options));
};
