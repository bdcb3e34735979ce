import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { createHttpApp, type DossierConfig } from '../../libs/platform/index.js';
import { QueryApiModule } from '../query-api/query-api.module.js';
import { StandaloneModule } from '../standalone/standalone.module.js';
import { UserError } from './command-line.js';
import { catchUp, type WaitOptions } from './waiting.js';

/** The path as a browser would send it: what is encoded already stays so. */
const encoded = (path: string): string => {
  const { pathname, search } = new URL(`http://localhost${path}`);
  return `${pathname}${search}`;
};

/** Asks the service's queries by their paths, in this process. */
export class Questions {
  constructor(private readonly app: NestFastifyApplication) {}

  /**
   * The response; its `json<Answer>()` is what the path answers with.
   * @throws UserError with the problem document's own words, or when the answer is no JSON
   */
  async ask(path: string) {
    const headers = { accept: 'application/json' };
    const response = await this.app.inject({ method: 'GET', url: encoded(path), headers });
    if (response.statusCode >= 400) throw new UserError(`${path}: ${detailOf(response.json())}`);
    if (!String(response.headers['content-type']).includes('json'))
      throw new UserError(`${path} is no query: it doesn't answer in JSON`);
    return response;
  }
}

/**
 * The service on the configured stores, not listening, with its read models at the end of the log.
 * @throws UserError when they don't get there
 */
export const withQuestions = async <Result>(
  config: DossierConfig,
  options: WaitOptions,
  work: (questions: Questions) => Promise<Result>,
): Promise<Result> => {
  const app = await createHttpApp(
    config.readOnly ? QueryApiModule.forRoot(config) : StandaloneModule.inOneThread(config),
  );
  try {
    await catchUp(app, options);
    return await work(new Questions(app));
  } finally {
    await app.close();
  }
};

const detailOf = (problem: unknown): string =>
  typeof problem === 'object' && problem !== null && 'detail' in problem && typeof problem.detail === 'string'
    ? problem.detail
    : 'the service refused it';
