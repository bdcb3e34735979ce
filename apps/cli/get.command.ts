import { type Command, InvalidArgumentError } from 'commander';
import { type GetOptions } from './get.action.js';
import { subcommand, withPatience, withService } from './usage.js';

const EXAMPLES = `  dossier get '/v1/customers?name=lovelace'
  dossier get '/v1/analytics/customers?sort=-spend&limit=5'
  dossier get '/v1/analytics/sales?groupBy=quarter&asOf=2018-01-01'
  dossier get /v1/analytics/pipeline --data /srv/crm
  dossier get /health/ready --url https://crm.example.com

Quote paths with a question mark or an ampersand: the shell takes them for its own. What can be asked is described at
/docs of a running service (dossier start).`;

const pathIn = (text: string): string => {
  if (/^\/?\w/.test(text) && !/^\w+:\/\//.test(text)) return text.startsWith('/') ? text : `/${text}`;
  throw new InvalidArgumentError('It must be a path such as /v1/customers; --url names the service.');
};

/** `dossier get`: the answer to a query, without a server; read models come up to the end of the log first. */
export const registerGet = (program: Command): void => {
  withPatience(
    withService(
      subcommand(
        program,
        'get',
        'ask the service that runs on the data folder, or without one the folder itself, and print the JSON',
        EXAMPLES,
      ),
    ),
  )
    .argument('<path>', 'of the query, with its parameters', pathIn)
    .action(async (path: string, options: GetOptions) =>
      (await import('./get.action.js')).get(path, options),
    );
};
