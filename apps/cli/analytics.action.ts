import { type CohortReportAnswer } from '../../libs/analytics/cohorts/cohorts.answers.js';
import {
  type LifetimeValueFitAnswer,
  type LifetimeValueFitList,
} from '../../libs/analytics/value/lifetime-value-fits.answers.js';
import {
  type PredictionList,
  type ValueTotals,
  type ValueTotalsAnswer,
} from '../../libs/analytics/value/prediction.answers.js';
import { type ValidationAnswer } from '../../libs/analytics/value/validation.answers.js';
import { amountText } from '../../libs/platform/money/index.js';
import { type QuestionOptions, ROWS } from './analytics.options.command.js';
import { answerAfter, present, printAnswer, questionOf } from './analytics.questions.js';
import { answerTo } from './asking.js';
import { shade } from './charts.js';
import { table } from './tables.js';
import { type AskOptions, print, printJson } from './usage.js';

export interface FitOptions extends QuestionOptions {
  readonly unit: string;
}

export interface ValidateOptions extends QuestionOptions {
  readonly holdoutUntil: string;
}

interface HorizonOptions extends QuestionOptions {
  readonly horizonDays: number;
  readonly discountRate: string;
}

export interface PredictOptions extends HorizonOptions {
  readonly sort?: string;
}

export interface TotalsOptions extends HorizonOptions {
  readonly groupBy: string;
  readonly period: string;
}

export interface CohortOptions extends QuestionOptions {
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
  const { holdoutUntil } = options;
  const path = questionOf(`${FITS}/${id}/validation`, options, { holdoutUntil });
  await printAnswer<ValidationAnswer>(path, options, showValidation);
};

const showValidation = (found: ValidationAnswer): void => {
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
  const { horizonDays, discountRate, sort, csv } = options;
  const limit = options.limit ?? (csv ? undefined : ROWS);
  const path = questionOf(`${FITS}/${id}/predictions`, options, { horizonDays, discountRate, sort, limit });
  await printAnswer<PredictionList>(path, options, showPredictions);
};

const showPredictions = (found: PredictionList): void => {
  const amount = amountIn(found.currency);
  print(
    table(
      [
        'customer',
        'name',
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
        item.name ?? '',
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
  print(predictedOf(found));
  if (found.nextCursor !== undefined) print(`more with --cursor ${found.nextCursor}`);
};

export const totals = async (id: string, options: TotalsOptions): Promise<void> => {
  const { horizonDays, discountRate, groupBy, period } = options;
  const path = questionOf(`${FITS}/${id}/totals`, options, { horizonDays, discountRate, groupBy, period });
  await printAnswer<ValueTotalsAnswer>(path, options, showTotals);
};

const showTotals = (found: ValueTotalsAnswer): void => {
  const amount = amountIn(found.currency);
  const row = (name: string, figures: ValueTotals): string[] => [
    name,
    figures.customers.toLocaleString('en'),
    figures.customersAlive.toFixed(1),
    figures.expectedPurchases.toFixed(1),
    amount(figures.predictedValue),
    amount(figures.discountedValue),
    amount(figures.historicValue),
  ];
  print(
    table(
      [found.groupBy, 'customers', 'alive', 'purchases', 'value', 'discounted', 'so far'],
      [...found.groups.map(({ key, ...figures }) => row(key ?? '–', figures)), row('all', found.total)],
    ),
  );
  print(predictedOf(found));
};

/** Null: it is infinite. */
const amountIn =
  (currency: string) =>
  (minor: number | null): string =>
    minor === null ? '∞' : amountText(minor, currency);

const predictedOf = (found: PredictionList | ValueTotalsAnswer): string =>
  `Within ${found.horizonDays} days after ${found.asOf}, ${found.timeZone}, discounted by ${found.discountRate} a year, at a margin of ${found.margin}; ` +
  `at position ${found.logPosition ?? '–'}.`;

export const cohorts = async (options: CohortOptions): Promise<void> => {
  const { period } = options;
  const path = questionOf('/v1/analytics/cohorts', options, { period });
  await printAnswer<CohortReportAnswer>(path, options, showCohorts);
};

const showCohorts = (found: CohortReportAnswer): void => {
  const columns = Math.max(0, ...found.cohorts.map(({ cells }) => cells.length));
  const shown = Math.min(columns, 13);
  const later = found.cohorts.flatMap(({ cells }) => cells.slice(1, shown));
  const highest = Math.max(1e-9, ...later.map(({ retention }) => retention));
  print(
    table(
      [found.period, 'currency', 'customers', ...Array.from({ length: shown }, (_, offset) => `${offset}`)],
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
  print(`as of ${found.asOf}, ${found.timeZone}, at position ${found.logPosition ?? '–'}`);
};
