import { randomUUID } from 'node:crypto';
import { type CommandAccepted, DomainError } from '../../libs/event-sourcing/core.js';
import { type DossierConfig } from '../../libs/platform/index.js';
import { configForExisting, configForReading } from './command-line.js';
import { asking, serviceOf } from './asking.js';
import { withCommandClient } from './commands.js';
import { withQuestions } from './opened.js';
import { questionsTo, type Service } from './service.js';
import { type CommonOptions, type ServiceOptions, UserError, type WaitOptions } from './usage.js';

export interface AskOptions extends CommonOptions, ServiceOptions, WaitOptions {}

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
  options: AskOptions,
  pathOf: (id: string) => string,
): Promise<Answer> => {
  const service = await serviceOf(options);
  if (service) return answerBy(service, asked, options, pathOf);
  const config = configForExisting(options);
  await withQuestions(config, options, () => Promise.resolve());
  const { id } = await sent(undefined, config, asked);
  return withQuestions(config, options, async (questions) =>
    (await questions.ask(pathOf(id))).json<Answer>(),
  );
};

const answerBy = async <Answer>(
  service: Service,
  asked: Asked,
  options: AskOptions,
  pathOf: (id: string) => string,
): Promise<Answer> => {
  const { id, position } = await sent(service, configForReading({}), asked);
  return (await questionsTo(service, position, options).ask(pathOf(id))).json<Answer>();
};

const CLIENT = 'cli';

const sent = (service: Service | undefined, config: DossierConfig, asked: Asked): Promise<CommandAccepted> =>
  withCommandClient(service, config, CLIENT, async (client) => {
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
