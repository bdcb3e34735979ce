import { type Command } from 'commander';
import { serve } from '../serve.js';
import { StandaloneModule } from '../standalone/standalone.module.js';

interface StartOptions {
  readonly data?: string;
  readonly port?: string;
}

/** `dossier start`: commands, queries and projections in one process. */
export const registerStart = (program: Command): void => {
  program
    .command('start')
    .description('serve commands and queries over HTTP, with the projections, in one process')
    .option('--data <folder>', 'where the embedded stores live (default: DOSSIER_DATA, or ./data)')
    .option('--port <number>', 'port to listen on (default: DOSSIER_PORT, or 3000)')
    .addHelpText(
      'after',
      `
Examples:
  dossier start                     serve ./data on http://127.0.0.1:3000
  dossier start --data /srv/crm     serve another folder
Settings come from the environment; the README has them in one table.`,
    )
    .action(async ({ data, port }: StartOptions) => {
      await serve('dossier', (config) => StandaloneModule.forRoot(config), {
        ...process.env,
        ...(data === undefined ? {} : { DOSSIER_DATA: data }),
        ...(port === undefined ? {} : { DOSSIER_PORT: port }),
      });
    });
};
