import { randomUUID } from 'node:crypto';
import { type CohortReportAnswer } from '../../libs/analytics/cohorts/cohorts.answers.js';
import {
  type LifetimeValueFitAnswer,
  type LifetimeValueFitList,
  type PredictionList,
  type ValidationAnswer,
} from '../../libs/analytics/value/lifetime-value.answers.js';
import { type CommandAccepted, DomainError } from '../../libs/event-sourcing/core.js';
import { type DossierConfig } from '../../libs/platform/index.js';
import { amountText } from '../../libs/platform/money/index.js';
import { configForExisting, configForReading } from './command-line.js';
import { asking, questionsTo, withQuestions } from './questions.js';
import { namedService, type Service, serviceOnFolder, withCommandClient } from './service.js';
import { table } from './tables.js';
import {
  type CommonOptions,
  print,
  printJson,
  type ServiceOptions,
  UserError,
  type WaitOptions,
} from './usage.js';

export interface AskOptions extends CommonOptions, ServiceOptions, WaitOptions {}

interface AsOfOptions extends AskOptions {
  readonly asOf?: string;
  readonly currency?: string;
}

export interface FitOptions extends AsOfOptions {
  readonly unit: string;
  readonly segment?: string;
  readonly scheme?: string;
}

export interface ValidateOptions extends AskOptions {
  readonly holdoutUntil: string;
}

export interface PredictOptions extends AskOptions {
  readonly horizonDays: number;
  readonly discountRate: string;
  readonly limit: number;
}

export interface CohortOptions extends AsOfOptions {
  readonly period: string;
}

const CLIENT = 'cli';
const FITS = '/v1/analytics/models/lifetime-value/fits';

const answerTo = <Answer>(path: string, options: AskOptions): Promise<Answer> =>
  asking(options, async (questions) => (await questions.ask(path)).json<Answer>());

export const fit = async (options: FitOptions): Promise<void> => {
  const made = await fitted(options);
  if (options.json) printJson(made);
  else reportFit(made);
};

const fitted = async (options: FitOptions): Promise<LifetimeValueFitAnswer> => {
  const named = namedService(options);
  if (named) return fittedBy(named, options);
  const config = configForExisting(options);
  const running = await serviceOnFolder(config, options, CLIENT);
  if (running) return fittedBy(running, options);
  // Read models come up to the end of the log first: the fit is made of what they hold.
  await withQuestions(config, options, () => Promise.resolve());
  const { id } = await sent(undefined, config, options);
  return withQuestions(config, options, async (questions) =>
    (await questions.ask(`${FITS}/${id}`)).json<LifetimeValueFitAnswer>(),
  );
};

const fittedBy = async (service: Service, options: FitOptions): Promise<LifetimeValueFitAnswer> => {
  const { id, position } = await sent(service, configForReading({}), options);
  return (await questionsTo(service, position, options).ask(`${FITS}/${id}`)).json<LifetimeValueFitAnswer>();
};

const sent = (
  service: Service | undefined,
  config: DossierConfig,
  { asOf, unit, currency, segment, scheme }: FitOptions,
): Promise<CommandAccepted> =>
  withCommandClient(service, config, CLIENT, async (client) => {
    const data = {
      unit,
      ...(asOf === undefined ? {} : { asOf }),
      ...(currency === undefined ? {} : { currency }),
      ...(segment === undefined ? {} : { segment }),
      ...(scheme === undefined ? {} : { scheme }),
    };
    try {
      return await client.send({ type: 'FitLifetimeValue', key: randomUUID(), data });
    } catch (error) {
      throw error instanceof DomainError ? new UserError(error.message) : error;
    }
  });

const reportFit = ({
  id,
  asOf,
  unit,
  currency,
  segment,
  data,
  purchases,
  spend,
  warnings,
}: LifetimeValueFitAnswer): void => {
  const rows = (parameters: object, errors: object): string[][] => {
    const errorOf = new Map<string, unknown>(Object.entries(errors));
    return Object.entries(parameters).map(([name, value]) => [
      name,
      Number(value).toFixed(4),
      Number(errorOf.get(name)).toFixed(4),
    ]);
  };
  print(
    table(
      ['parameter', 'value', 'standard error'],
      [
        ...rows(purchases.parameters, purchases.standardErrors),
        ...rows(spend.parameters, spend.standardErrors),
      ],
    ),
  );
  print(
    `${data.customers.toLocaleString('en')} customers, ${data.repeatCustomers.toLocaleString('en')} of them repeating${segment === undefined ? '' : `, of the segment ${segment.name}`}, as of ${asOf}, in ${unit} and ${currency}; ` +
      `log-likelihood ${purchases.logLikelihood.toFixed(2)} (purchases), ${spend.logLikelihood.toFixed(2)} (spend).`,
  );
  for (const warning of warnings) print(`Warning: ${warning}.`);
  print(`The fit is kept as ${id}.`);
};

export const fits = async (options: AskOptions): Promise<void> => {
  const found = await answerTo<LifetimeValueFitList>(FITS, options);
  if (options.json) {
    printJson(found);
    return;
  }
  print(
    table(
      ['fit', 'made at', 'as of', 'unit', 'currency', 'customers'],
      found.items.map(({ id, madeAt, asOf, unit, currency, data }) => [
        id,
        madeAt,
        asOf,
        unit,
        currency,
        data.customers,
      ]),
    ),
  );
};

export const validate = async (id: string, options: ValidateOptions): Promise<void> => {
  const path = `${FITS}/${id}/validation?holdoutUntil=${options.holdoutUntil}`;
  const found = await answerTo<ValidationAnswer>(path, options);
  if (options.json) {
    printJson(found);
    return;
  }
  const { total, byFrequency, meanAbsoluteError } = found;
  const means = byFrequency.map(({ frequency, customers, expected, naive, actual }) => [
    frequency,
    customers,
    expected.toFixed(3),
    naive.toFixed(3),
    actual.toFixed(3),
  ]);
  print(table(['repeats before', 'customers', 'expected each', 'naive each', 'actual each'], means));
  print(
    `Repeat purchase days from ${found.asOf} to ${found.holdoutUntil}: ${Math.round(total.expected).toLocaleString('en')} expected, ` +
      `${Math.round(total.naive).toLocaleString('en')} by the naive rate, ${total.actual.toLocaleString('en')} came. ` +
      `Mean absolute error a customer: ${meanAbsoluteError.model.toFixed(3)}, naive ${meanAbsoluteError.naive.toFixed(3)}.`,
  );
};

export const predict = async (id: string, options: PredictOptions): Promise<void> => {
  const { horizonDays, discountRate, limit } = options;
  const path = `${FITS}/${id}/predictions?horizonDays=${horizonDays}&discountRate=${discountRate}&limit=${limit}`;
  const found = await answerTo<PredictionList>(path, options);
  if (options.json) {
    printJson(found);
    return;
  }
  const amount = (minor: number | null): string => (minor === null ? '' : amountText(minor, found.currency));
  print(
    table(
      [
        'customer',
        'repeats',
        'days since',
        'alive',
        'purchases',
        'spend each',
        'value',
        'discounted',
        'so far',
      ],
      found.items.map((item) => [
        item.customerId,
        item.frequency,
        item.daysSinceLast,
        item.probabilityAlive.toFixed(3),
        item.expectedPurchases.toFixed(2),
        amount(item.expectedSpend),
        amount(item.predictedValue),
        amount(item.discountedValue),
        amount(item.historicValue),
      ]),
    ),
  );
};

export const cohorts = async (options: CohortOptions): Promise<void> => {
  const { period, asOf, currency } = options;
  const query = new URLSearchParams({
    period,
    ...(asOf === undefined ? {} : { asOf }),
    ...(currency === undefined ? {} : { currency }),
  });
  const found = await answerTo<CohortReportAnswer>(`/v1/analytics/cohorts?${query.toString()}`, options);
  if (options.json) {
    printJson(found);
    return;
  }
  const columns = Math.max(0, ...found.cohorts.map(({ cells }) => cells.length));
  const shown = Math.min(columns, 13);
  print(
    table(
      [period, 'customers', ...Array.from({ length: shown }, (_, offset) => `${offset}`)],
      found.cohorts.map(({ key, customers, cells }) => [
        key,
        customers,
        ...Array.from({ length: shown }, (_, offset) => {
          const cell = cells[offset];
          return cell ? `${(cell.retention * 100).toFixed(1)}%` : '';
        }),
      ]),
    ),
  );
};
