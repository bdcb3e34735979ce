import { type Command } from 'commander';
import { ProjectionRunner } from '../../libs/event-sourcing/index.js';
import { createHttpApp } from '../../libs/platform/index.js';
import { StandaloneModule } from '../standalone/standalone.module.js';
import { type CommonOptions, configFor, print, subcommand, UserError } from './command-line.js';

const EXAMPLES = `  dossier get '/v1/analytics/customers?sort=-spend&limit=5'
  dossier get '/v1/analytics/sales?groupBy=quarter&asOf=2018-01-01'
  dossier get /v1/analytics/pipeline --data /srv/crm

Quote paths with a question mark or an ampersand: the shell takes them for its own. What can be asked is described at
/docs of a running service (dossier start).`;

/** `dossier get`: the answer to a query, without a server; read models come up to the end of the log first. */
export const registerGet = (program: Command): void => {
  subcommand(
    program,
    'get <path>',
    'answer a query as the service would, without a server, in JSON',
    EXAMPLES,
  ).action(async (path: string, options: CommonOptions) => {
    const url = path.startsWith('/') ? path : `/${path}`;
    const body = await answer(url, options);
    print(options.json ? JSON.stringify(body) : JSON.stringify(body, undefined, 2));
  });
};

const answer = async (url: string, options: CommonOptions): Promise<unknown> => {
  const app = await createHttpApp(StandaloneModule.forRoot(configFor(options)));
  try {
    await app.get(ProjectionRunner, { strict: false }).catchUp();
    const response = await app.inject({ method: 'GET', url, headers: { accept: 'application/json' } });
    const body: unknown = response.json();
    if (response.statusCode >= 400) throw new UserError(`${url}: ${refusalOf(body)}`);
    return body;
  } finally {
    await app.close();
  }
};

/** A problem document's own words, with the fields that are wrong. */
const refusalOf = (body: unknown): string => {
  if (typeof body !== 'object' || body === null) return 'the service refused it';
  const detail = 'detail' in body ? body.detail : 'title' in body ? body.title : 'the service refused it';
  return String(detail);
};
