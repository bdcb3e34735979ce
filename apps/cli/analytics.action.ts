import { type CohortReportAnswer } from '../../libs/analytics/cohorts/cohorts.answers.js';
import {
  type LifetimeValueFitAnswer,
  type LifetimeValueFitList,
  type PredictionList,
  type ValidationAnswer,
} from '../../libs/analytics/value/lifetime-value.answers.js';
import { amountText } from '../../libs/platform/money/index.js';
import { answerAfter, answerTo, type AskOptions, present, queryOf } from './analytics.questions.js';
import { shade } from './charts.js';
import { table } from './tables.js';
import { print, printJson } from './usage.js';

export { type AskOptions } from './analytics.questions.js';

interface AsOfOptions extends AskOptions {
  readonly asOf?: string;
  readonly currency?: string;
  readonly convert?: true;
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

const FITS = '/v1/analytics/models/lifetime-value/fits';

export const fit = async (options: FitOptions): Promise<void> => {
  const made = await fitted(options);
  if (options.json) printJson(made);
  else reportFit(made);
};

const fitted = ({
  asOf,
  unit,
  currency,
  convert,
  segment,
  scheme,
  ...options
}: FitOptions): Promise<LifetimeValueFitAnswer> => {
  const data = present({ unit, asOf, currency, convert, segment, scheme });
  return answerAfter({ type: 'FitLifetimeValue', data }, options, (id) => `${FITS}/${id}`);
};

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
  const { period, asOf, currency, convert } = options;
  const path = `/v1/analytics/cohorts${queryOf({ period, asOf, currency, convert })}`;
  const found = await answerTo<CohortReportAnswer>(path, options);
  if (options.json) {
    printJson(found);
    return;
  }
  const columns = Math.max(0, ...found.cohorts.map(({ cells }) => cells.length));
  const shown = Math.min(columns, 13);
  const later = found.cohorts.flatMap(({ cells }) => cells.slice(1, shown));
  const highest = Math.max(1e-9, ...later.map(({ retention }) => retention));
  print(
    table(
      [period, 'currency', 'customers', ...Array.from({ length: shown }, (_, offset) => `${offset}`)],
      found.cohorts.map(({ key, currency: of, customers, cells }) => [
        key,
        of,
        customers,
        ...Array.from({ length: shown }, (_, offset) => {
          const cell = cells[offset];
          // In its first period every customer is retained, so that it has no shade.
          const shadow = offset === 0 ? '' : `${shade((cell?.retention ?? 0) / highest)} `;
          return cell ? `${shadow}${(cell.retention * 100).toFixed(1)}%` : '';
        }),
      ]),
    ),
  );
};
