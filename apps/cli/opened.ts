import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { createHttpApp, type DossierConfig } from '../../libs/platform/index.js';
import { ProjectorModule } from '../projector/projector.module.js';
import { QueryApiModule } from '../query-api/query-api.module.js';
import { StandaloneModule } from '../standalone/standalone.module.js';
import { configForExisting, configForReading, withOpened } from './command-line.js';
import { Questions } from './questions.js';
import { whileReading, whileReadingAsTheyAre, whileWriting } from './reading.js';
import { type CommonOptions, type WaitOptions } from './usage.js';
import { catchUp } from './waiting.js';

const OURS = { callers: 'this-program' } as const;

/** The service that isn't listening. */
const questionsIn = (app: NestFastifyApplication): Questions =>
  new Questions(async ({ method, path, headers, body = '' }) => {
    const request = { method, url: path, headers, payload: body, payloadAsStream: true };
    const { statusCode: status, headers: sent, stream } = await app.inject(request);
    return { status, header: (name) => sent[name.toLowerCase()]?.toString(), body: stream() };
  });

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
    createHttpApp(
      opened.readOnly ? QueryApiModule.forRoot(opened) : StandaloneModule.inOneThread(opened),
      OURS,
    );
  return whileReading(config, options, open, (app) => work(questionsIn(app)));
};

/** The same about stores as they are, however far their read models have come. */
export const withQuestionsAsTheyAre = async <Result>(
  options: CommonOptions,
  patience: WaitOptions,
  work: (questions: Questions) => Promise<Result>,
): Promise<Result> => {
  const open = (config: DossierConfig) => createHttpApp(QueryApiModule.forRoot(config), OURS);
  return whileReadingAsTheyAre(configForReading(options), patience, open, (app) => work(questionsIn(app)));
};

/** The same while this process runs projections and reactions, which have come to the end of the log. */
export const whileProjecting = async <Result>(
  options: CommonOptions & WaitOptions,
  work: (questions: Questions) => Promise<Result>,
): Promise<Result> => {
  const app = await createHttpApp(ProjectorModule.forRoot(configForExisting(options)), OURS);
  return withOpened(app, async () => {
    await catchUp(app, options);
    return work(questionsIn(app));
  });
};

/** The whole service, not listening, over stores that this process writes to meanwhile. */
export const whileServing = <Result>(
  options: CommonOptions & WaitOptions,
  work: (questions: Questions) => Promise<Result>,
): Promise<Result> => {
  const open = (config: DossierConfig) => createHttpApp(StandaloneModule.inOneThread(config), OURS);
  return whileWriting(configForExisting(options), options, open, (app) => work(questionsIn(app)));
};
