import { type Command } from 'commander';
import { serve } from '../serve.js';
import { StandaloneModule } from '../standalone/standalone.module.js';
import { type CommonOptions, subcommand } from './command-line.js';

interface StartOptions extends CommonOptions {
  readonly port?: string;
}

const EXAMPLES = `  dossier start                     serve ./data on http://127.0.0.1:3000
  dossier start --data /srv/crm     serve another folder
  dossier start --port 0 --json     at a free port: {"address":"http://127.0.0.1:40123","docs":"http://127.0.0.1:40123/docs"}

Settings come from the environment; the README has them in one table.`;

/** `dossier start`: commands, queries and projections in one process. */
export const registerStart = (program: Command): void => {
  subcommand(
    program,
    'start',
    'serve commands and queries over HTTP, with the projections, in one process',
    EXAMPLES,
  )
    .option('--port <number>', 'port to listen on (default: DOSSIER_PORT, or 3000)')
    .action(async ({ data, port, json }: StartOptions) => {
      const environment = {
        ...process.env,
        ...(data === undefined ? {} : { DOSSIER_DATA: data }),
        ...(port === undefined ? {} : { DOSSIER_PORT: port }),
      };
      await serve(
        'dossier',
        (config) => StandaloneModule.forRoot(config),
        environment,
        json && ((address) => JSON.stringify({ address, docs: `${address}/docs` })),
      );
    });
};
