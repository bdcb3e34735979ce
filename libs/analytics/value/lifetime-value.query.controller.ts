import { Query } from '@nestjs/common';
import { Answers, AnswersWithCsv, type CsvTable, Id, MinPosition, PageQuery } from '../../platform/index.js';
import { refusedWith, ReportController } from '../report.controller.js';
import { AnswersSvg } from '../svg-answers.decorator.js';
import { Caller, type ReportCaller } from '../threads/caller.decorator.js';
import { LifetimeValueFitAnswer, LifetimeValueFitList } from './lifetime-value-fits.answers.js';
import { CustomerPredictionAnswer, PredictionList, ValueTotalsAnswer } from './prediction.answers.js';
import { ValidationAnswer } from './validation.answers.js';
import { LifetimeValueFits } from './lifetime-value-fits.js';
import {
  PredictionQuery,
  PredictionsQuery,
  predictionSorts,
  TotalsQuery,
  ValidationQuery,
} from './lifetime-value.requests.js';
import { validationPlot } from './validation.plot.js';

const columns = [
  'firstPurchase',
  'frequency',
  'recency',
  'age',
  'daysSinceLast',
  'probabilityAlive',
  'expectedPurchases',
  'expectedSpend',
  'predictedValue',
  'discountedValue',
  'historicValue',
  'currency',
];

const predictionTable: CsvTable<CustomerPredictionAnswer> = {
  columns: ['customerId', ...columns],
  rows: ({ prediction, currency }) => [{ ...prediction, currency }],
};

const predictionsTable: CsvTable<PredictionList> = {
  columns: ['customerId', 'name', ...columns],
  rows: ({ items, currency }) => items.map((item) => ({ ...item, currency })),
};

const totalsTable: CsvTable<ValueTotalsAnswer> = {
  columns: [
    'key',
    'customers',
    'customersAlive',
    'expectedPurchases',
    'predictedValue',
    'discountedValue',
    'historicValue',
    'currency',
  ],
  rows: ({ groups, currency }) => groups.map((group) => ({ ...group, currency })),
};

const validationTable: CsvTable<ValidationAnswer> = {
  columns: [
    'week',
    'until',
    ...['cumulative', 'incremental'].flatMap((of) => [`${of}.expected`, `${of}.naive`, `${of}.actual`]),
  ],
  rows: ({ weeks }) => weeks,
};

@ReportController('models/lifetime-value/fits')
export class LifetimeValueController {
  constructor(private readonly fits: LifetimeValueFits) {}

  @Answers(LifetimeValueFitList, {
    id: 'listLifetimeValueFits',
    summary: 'List fits',
    about: 'The kept fits of the models of lifetime value, the newest first.',
    paged: true,
  })
  lifetimeValueFits(
    @Query() query: PageQuery,
    @MinPosition() minPosition?: string,
  ): Promise<LifetimeValueFitList> {
    return this.fits.list(query.limit, query.cursor, minPosition);
  }

  @Answers(LifetimeValueFitAnswer, {
    path: ':id',
    id: 'getLifetimeValueFit',
    summary: 'Get a fit',
    about: 'A fit with its parameters, standard errors, likelihood and the data that it was made of.',
    refuses: refusedWith('fit-not-found'),
  })
  lifetimeValueFit(@Id() id: string, @MinPosition() minPosition?: string): Promise<LifetimeValueFitAnswer> {
    return this.fits.get(id, minPosition);
  }

  @AnswersWithCsv(ValidationAnswer, validationTable, {
    path: ':id/validation',
    id: 'validateLifetimeValueFit',
    summary: 'Validate a fit',
    about: 'What the fit expected of the days after it, against what came and against a naive rate.',
    refuses: refusedWith(
      'fit-not-found',
      'holdout-before-fit',
      'as-of-in-future',
      'rate-missing',
      'masked-field',
    ),
  })
  lifetimeValueValidation(
    @Id() id: string,
    @Query() { holdoutUntil, knownAt }: ValidationQuery,
    @Caller() caller: ReportCaller,
    @MinPosition() minPosition?: string,
  ): Promise<ValidationAnswer> {
    return this.fits.validation(id, { holdoutUntil, knownAt, minPosition }, caller);
  }

  @AnswersSvg({
    path: ':id/validation.svg',
    id: 'plotLifetimeValueValidation',
    summary: 'Plot a validation',
    about: 'Expected and actual repeat purchases by week, as a drawing.',
    refuses: refusedWith(
      'fit-not-found',
      'holdout-before-fit',
      'as-of-in-future',
      'rate-missing',
      'masked-field',
    ),
  })
  async lifetimeValueValidationPlot(
    @Id() id: string,
    @Query() { holdoutUntil, knownAt }: ValidationQuery,
    @Caller() caller: ReportCaller,
    @MinPosition() minPosition?: string,
  ): Promise<string> {
    const validation = await this.fits.validation(id, { holdoutUntil, knownAt, minPosition }, caller);
    return validationPlot(validation, `Repeat purchases from ${validation.asOf} to ${holdoutUntil}`);
  }

  @AnswersWithCsv(PredictionList, predictionsTable, {
    path: ':id/predictions',
    id: 'listPredictions',
    summary: 'Rank customers by prediction',
    about:
      'What the fit predicts of each customer within the horizon, ranked. Filters choose customers. Refuses a segment that there is none of.',
    refuses: refusedWith(
      'fit-not-found',
      'as-of-in-future',
      'rate-missing',
      'unknown-segment',
      'masked-field',
    ),
    paged: true,
  })
  lifetimeValuePredictions(
    @Id() fitId: string,
    @Query() query: PredictionsQuery,
    @Caller() caller: ReportCaller,
    @MinPosition() minPosition?: string,
  ): Promise<PredictionList> {
    const { horizonDays, discountRate, asOf, knownAt } = query;
    const sort = predictionSorts.find((each) => query.sort.endsWith(each)) ?? 'discountedValue';
    const direction = query.sort.startsWith('-') ? -1 : 1;
    const asked = { fitId, horizonDays, discountRate, asOf, knownAt, minPosition };
    return this.fits.predictions(asked, [sort, direction], query, caller);
  }

  @AnswersWithCsv(CustomerPredictionAnswer, predictionTable, {
    path: ':id/predictions/:customerId',
    id: 'predictCustomer',
    summary: 'Predict one customer',
    about: 'What the fit predicts of one customer within the horizon.',
    refuses: refusedWith('fit-not-found', 'customer-not-found', 'as-of-in-future', 'rate-missing'),
  })
  lifetimeValuePrediction(
    @Id() fitId: string,
    @Id('customerId') customerId: string,
    @Query() { horizonDays, discountRate, asOf, knownAt }: PredictionQuery,
    @Caller() caller: ReportCaller,
    @MinPosition() minPosition?: string,
  ): Promise<CustomerPredictionAnswer> {
    const asked = { fitId, horizonDays, discountRate, asOf, knownAt, minPosition };
    return this.fits.prediction(customerId, asked, caller);
  }

  @AnswersWithCsv(ValueTotalsAnswer, totalsTable, {
    path: ':id/totals',
    id: 'totalPredictions',
    summary: 'Total predictions',
    about:
      'What the fit predicts in all, and by acquisition cohort, segment or what else customers are. Filters choose customers. Refuses a segment that there is none of.',
    refuses: refusedWith(
      'fit-not-found',
      'as-of-in-future',
      'rate-missing',
      'unknown-segment',
      'masked-field',
    ),
  })
  lifetimeValueTotals(
    @Id() fitId: string,
    @Query() query: TotalsQuery,
    @Caller() caller: ReportCaller,
    @MinPosition() minPosition?: string,
  ): Promise<ValueTotalsAnswer> {
    const { horizonDays, discountRate, asOf, knownAt } = query;
    const asked = { fitId, horizonDays, discountRate, asOf, knownAt, minPosition };
    return this.fits.totals(asked, query, caller);
  }
}
