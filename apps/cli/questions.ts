import { setTimeout as delay } from 'node:timers/promises';
import { type Position } from '../../libs/event-sourcing/core.js';
import { createHttpApp, type DossierConfig } from '../../libs/platform/index.js';
import { QueryApiModule } from '../query-api/query-api.module.js';
import { StandaloneModule } from '../standalone/standalone.module.js';
import { configForReading } from './command-line.js';
import { whileReading } from './reading.js';
import { detailOf, namedService, reasonOf, type Service } from './service.js';
import { type CommonOptions, type ServiceOptions, UserError, type WaitOptions } from './usage.js';

interface Response {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** Sends a GET to the service; `path` as a browser would send it. */
type Get = (path: string) => Promise<Response>;

/** The path as a browser would send it: what is encoded already stays so. */
const encoded = (path: string): string => {
  const { pathname, search } = new URL(`http://localhost${path}`);
  return `${pathname}${search}`;
};

/** Asks the service's queries by their paths. */
export class Questions {
  constructor(private readonly get: Get) {}

  /**
   * The response; its `json<Answer>()` is what the path answers with.
   * @throws UserError with the problem document's own words, or when the answer is no JSON
   */
  async ask(path: string) {
    const { status, type, body } = await this.get(encoded(path));
    if (status >= 400) throw new UserError(`${path}: ${detailOf(body)}`);
    if (!type.includes('json')) throw new UserError(`${path} is no query: it doesn't answer in JSON`);
    // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- whoever asks knows what the body is
    return { json: <Answer>() => JSON.parse(body) as Answer };
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
  const open = (opened: DossierConfig) =>
    createHttpApp(opened.readOnly ? QueryApiModule.forRoot(opened) : StandaloneModule.inOneThread(opened), {
      callers: 'this-program',
    });
  return whileReading(config, options, open, (app) => {
    const questions = new Questions(async (url) => {
      const response = await app.inject({ method: 'GET', url, headers: { accept: 'application/json' } });
      const { statusCode: status, headers, body } = response;
      return { status, type: String(headers['content-type']), body };
    });
    return work(questions);
  });
};

/** Asks the service that the options name, or without one the stores of the configuration, as `withQuestions`. */
export const asking = <Result>(
  options: CommonOptions & ServiceOptions & WaitOptions,
  work: (questions: Questions) => Promise<Result>,
): Promise<Result> => {
  const service = namedService(options);
  return service
    ? work(questionsTo(service, '', options))
    : withQuestions(configForReading(options), options, work);
};

/** In milliseconds; the service itself waits before it answers that a read model is behind. */
const BETWEEN_ATTEMPTS = 250;

/**
 * A running service, whose answers hold the effects of everything up to `position`.
 * @throws UserError (when asked) when a read model doesn't get there within `patience`, or the service can't be reached
 */
export const questionsTo = (
  { url, token }: Service,
  position: Position,
  { patience }: WaitOptions,
): Questions => {
  const headers = {
    accept: 'application/json',
    ...(position === '' ? {} : { 'dossier-min-position': position }),
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
  return new Questions(async (path) => {
    const deadline = performance.now() + patience * 1_000;
    for (;;) {
      const response = await fetch(url + path, { headers }).catch((error: unknown) => {
        throw new UserError(`${url} can't be reached: ${reasonOf(error)}`);
      });
      const body = await response.text();
      const { status } = response;
      if ((status !== 503 && status !== 429) || performance.now() > deadline)
        return { status, type: response.headers.get('content-type') ?? '', body };
      await delay(BETWEEN_ATTEMPTS);
    }
  });
};
