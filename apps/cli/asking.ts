import { LATEST } from '../../libs/event-sourcing/core.js';
import { type Questions } from './questions.js';
import { existingInstallation } from './installation.js';
import { namedService, questionsTo, type Service, serviceOnFolder } from './service.js';
import { type AskOptions, type CommonOptions, type ServiceOptions, ServiceStartedError } from './usage.js';

/** Of a service in which everything is at its place. */
type Work<Result> = (questions: Questions) => Promise<Result>;

/** Longer than the service itself waits: its status is asked for as it is. */
const STATUS = { patience: 10 } as const;
const CLIENT = 'cli';

/** The service that is named, or else the one that runs on the data folder. */
export const serviceOf = async (options: CommonOptions & ServiceOptions): Promise<Service | undefined> =>
  namedService(options) ?? (await serviceOnFolder(existingInstallation(options), options, CLIENT));

/**
 * The same for whoever only reads: without a token for the service on the folder, the files in the folder are read. Whoever
 * may do that needs no token, but is shown nobody's data, since that couldn't be recorded.
 */
const readableServiceOf = async (options: CommonOptions & ServiceOptions): Promise<Service | undefined> => {
  const service = await serviceOf(options);
  return service && (service.token !== undefined || namedService(options)) ? service : undefined;
};

/** Works with the stores; where a service is started on them meanwhile, all begins anew, and that one is asked. */
export const unlessServed = async <Result>(
  onStores: () => Promise<Result>,
  anew: () => Promise<Result>,
): Promise<Result> => {
  try {
    return await onStores();
  } catch (error) {
    if (error instanceof ServiceStartedError) return anew();
    throw error;
  }
};

/**
 * Asks the service, or without one the configured stores, whose read models come up to the end of the log first. What is shown
 * of persons is recorded before.
 */
export const asking = async <Result>(options: AskOptions, work: Work<Result>): Promise<Result> => {
  const service = await readableServiceOf(options);
  if (service) return work(questionsTo(service, LATEST, options));
  const { withQuestions } = await import('./opened.js');
  const { configForReading } = await import('./command-line.js');
  return unlessServed(
    () => withQuestions(configForReading(options), options, work),
    () => asking(options, work),
  );
};

/** What a path answers with. @throws UserError with the service's own words when it refuses */
export const answerTo = <Answer>(path: string, options: AskOptions): Promise<Answer> =>
  asking(options, async (questions) => (await questions.ask(path)).json<Answer>());

/** Asks the service, or without one the configured stores, as they are. */
export const askingAsTheyAre = async <Result>(
  options: CommonOptions & ServiceOptions,
  work: Work<Result>,
): Promise<Result> => {
  const service = await readableServiceOf(options);
  if (service) return work(questionsTo(service, '', STATUS));
  const { withQuestionsAsTheyAre } = await import('./opened.js');
  return unlessServed(
    () => withQuestionsAsTheyAre(options, STATUS, work),
    () => askingAsTheyAre(options, work),
  );
};

/** Sends commands to the service; without one, this process takes them, and runs projections and reactions meanwhile. */
export const telling = async <Result>(options: AskOptions, work: Work<Result>): Promise<Result> => {
  const service = await serviceOf(options);
  if (service) return work(questionsTo(service, '', options));
  const { whileServing } = await import('./opened.js');
  return unlessServed(
    () => whileServing(options, work),
    () => telling(options, work),
  );
};

/** Tells the service what to do with projections and reactions; without one, this process runs them meanwhile. */
export const operating = async <Result>(options: AskOptions, work: Work<Result>): Promise<Result> => {
  const service = await serviceOf(options);
  if (service) return work(questionsTo(service, '', options));
  const { whileProjecting } = await import('./opened.js');
  return whileProjecting(options, work);
};
