import { type Command, InvalidArgumentError } from 'commander';
import { type StartOptions } from './start.action.js';
import { subcommand } from './usage.js';

const EXAMPLES = `  dossier start                     serve ./data on http://127.0.0.1:3000
  dossier start --data /srv/crm     serve another folder
  dossier start --port 0 --json     at a free port: {"address":"http://127.0.0.1:40123","docs":"http://127.0.0.1:40123/docs"}

Settings come from the environment; the README has them in one table.`;

const portIn = (text: string): string => {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new InvalidArgumentError('It must be a whole number from 0 to 65535; 0 takes any free port.');
  return text;
};

/** `dossier start`: commands, queries and projections in one process. */
export const registerStart = (program: Command): void => {
  subcommand(
    program,
    'start',
    'serve commands and queries over HTTP, with the projections, in one process',
    EXAMPLES,
  )
    .option('--port <number>', 'port to listen on (default: DOSSIER_PORT, or 3000)', portIn)
    .option(
      '--rebuild-read-models',
      'discard read models that were built from another log, and build them anew (default: refuse to start)',
    )
    .action(async (options: StartOptions) => {
      process.stderr.write('dossier is starting …\n');
      await (await import('./start.action.js')).start(options);
    });
};
