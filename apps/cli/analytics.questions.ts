import { randomUUID } from 'node:crypto';
import { customerDimensions } from '../../libs/analytics/purchases/purchase-dimensions.js';
import { type CommandAccepted, DomainError } from '../../libs/event-sourcing/core.js';
import { type DossierConfig } from '../../libs/platform/index.js';
import { configForExisting, configForReading } from './command-line.js';
import { answerTo, asking, serviceOf } from './asking.js';
import { withCommandClient } from './commands.js';
import { withQuestions } from './opened.js';
import { questionsTo, type Service } from './service.js';
import { type QuestionOptions } from './analytics.options.command.js';
import { type AskOptions, printJson, UserError } from './usage.js';

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

/** The options that are parameters of the questions that take them. */
const shared = [
  'asOf',
  'knownAt',
  'from',
  'to',
  'currency',
  'convert',
  ...customerDimensions,
  'scheme',
  'limit',
  'cursor',
] as const satisfies readonly (keyof QuestionOptions)[];

type Parameters = Readonly<Record<string, string | number | boolean | undefined>>;

/** A path with the options that are given, and with what else is asked, as its query. */
export const questionOf = (path: string, options: QuestionOptions, others: Parameters = {}): string => {
  const given = { ...Object.fromEntries(shared.map((name) => [name, options[name]])), ...others };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(given)) if (value !== undefined) query.set(name, `${value}`);
  const text = query.toString();
  return text === '' ? path : `${path}?${text}`;
};

/**
 * Prints what a path answers: as JSON or CSV where that is wished, which is what the service writes, else with `show`.
 * @throws UserError with the service's own words when it refuses
 */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- whoever asks knows what the answer is
export const printAnswer = async <Answer>(
  path: string,
  options: QuestionOptions,
  show: (answer: Answer) => void,
): Promise<void> => {
  if (options.csv) {
    await asking(options, async (questions) => {
      for await (const part of await questions.document(path, 'text/csv')) process.stdout.write(part);
    });
    return;
  }
  const answer = await answerTo<Answer>(path, options);
  if (options.json) printJson(answer);
  else show(answer);
};
