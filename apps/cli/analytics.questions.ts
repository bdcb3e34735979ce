import { randomUUID } from 'node:crypto';
import { type CommandAccepted, DomainError } from '../../libs/event-sourcing/core.js';
import { type DossierConfig } from '../../libs/platform/index.js';
import { runningServiceOf } from '../../libs/platform/running-service.js';
import { configForExisting, configForReading } from './command-line.js';
import { type Questions, questionsTo, withQuestions } from './questions.js';
import { type Service, serviceAt, withCommandClient } from './service.js';
import { type CommonOptions, type ServiceOptions, UserError, type WaitOptions } from './usage.js';

export interface AskOptions extends CommonOptions, ServiceOptions, WaitOptions {}

/** Who asks for a change, for the audit trail. */
export interface ActingOptions extends AskOptions {
  readonly actor: string;
}

/** The service at an address, or without one the stores of the configuration. */
export const asking = <Result>(
  options: AskOptions,
  work: (questions: Questions) => Promise<Result>,
): Promise<Result> =>
  options.url === undefined
    ? withQuestions(configForReading(options), options, work)
    : work(questionsTo(serviceAt(options.url, options), '', options));

export const answerTo = <Answer>(path: string, options: AskOptions): Promise<Answer> =>
  asking(options, async (questions) => (await questions.ask(path)).json<Answer>());

/** A command to analytics: to a service, or to the stores of a configuration. */
export interface Asked {
  readonly type: string;
  /** Absent: the command makes it. */
  readonly id?: string;
  readonly data: object;
}

/**
 * Sends a command to the service that is named or that runs on the folder, or else to the stores themselves, whose read
 * models come up to the end of the log first. What `pathOf` names answers with what the command made.
 * @throws UserError with the service's own words when it refuses
 */
export const answerAfter = async <Answer>(
  asked: Asked,
  options: ActingOptions,
  pathOf: (id: string) => string,
): Promise<Answer> => {
  if (options.url !== undefined) return answerOf(serviceAt(options.url, options), asked, options, pathOf);
  const config = configForExisting(options);
  const url = await runningServiceOf(config);
  if (url !== undefined) return answerOf(serviceAt(url, options), asked, options, pathOf);
  await withQuestions(config, options, () => Promise.resolve());
  const { id } = await sent(undefined, config, asked, options);
  return withQuestions(config, options, async (questions) =>
    (await questions.ask(pathOf(id))).json<Answer>(),
  );
};

const answerOf = async <Answer>(
  service: Service,
  asked: Asked,
  options: ActingOptions,
  pathOf: (id: string) => string,
): Promise<Answer> => {
  const { id, position } = await sent(service, configForReading({}), asked, options);
  return (await questionsTo(service, position, options).ask(pathOf(id))).json<Answer>();
};

const sent = (
  service: Service | undefined,
  config: DossierConfig,
  asked: Asked,
  { actor }: ActingOptions,
): Promise<CommandAccepted> =>
  withCommandClient(service, config, { id: actor, service: 'cli', verified: false }, async (client) => {
    try {
      return await client.send({ ...asked, key: randomUUID() });
    } catch (error) {
      throw error instanceof DomainError ? new UserError(error.message) : error;
    }
  });

/** Without what is undefined. */
export const present = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/** The parameters that are given, as a query; empty if none is. */
export const queryOf = (fields: Readonly<Record<string, string | number | undefined>>): string => {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) query.set(name, `${value}`);
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
};
