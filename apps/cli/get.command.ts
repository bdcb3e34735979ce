import { type Command } from 'commander';
import { type CommonOptions, configForReading, print, printJson, subcommand } from './command-line.js';
import { withQuestions } from './questions.js';
import { type WaitOptions, withPatience } from './waiting.js';

const EXAMPLES = `  dossier get '/v1/customers?name=lovelace'
  dossier get '/v1/analytics/customers?sort=-spend&limit=5'
  dossier get '/v1/analytics/sales?groupBy=quarter&asOf=2018-01-01'
  dossier get /v1/analytics/pipeline --data /srv/crm

Quote paths with a question mark or an ampersand: the shell takes them for its own. What can be asked is described at
/docs of a running service (dossier start).`;

/** `dossier get`: the answer to a query, without a server; read models come up to the end of the log first. */
export const registerGet = (program: Command): void => {
  withPatience(
    subcommand(
      program,
      'get <path>',
      'answer a query as the service would, without a server, in JSON',
      EXAMPLES,
    ),
  ).action(async (path: string, options: CommonOptions & WaitOptions) => {
    const url = path.startsWith('/') ? path : `/${path}`;
    const answer = await withQuestions(configForReading(options), options, async (questions) => {
      const response = await questions.ask(url);
      return response.json<unknown>();
    });
    if (options.json) printJson(answer);
    else print(JSON.stringify(answer, undefined, 2));
  });
};
