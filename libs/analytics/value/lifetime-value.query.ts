import { Inject, Injectable } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { page, type Position, ReadModels } from '../../event-sourcing/core.js';
import { CONFIG, type DossierConfig, settingOf } from '../../platform/index.js';
import { customerNotFound, fitNotFound, holdoutBeforeFit } from '../analytics.errors.js';
import { margin } from '../analytics.settings.js';
import { getOrAdd } from '../groups.js';
import { byKey } from '../groups.js';
import { periodOf } from '../days.js';
import { type CustomerPurchases, PurchaseFacts } from '../facts/customer-purchases.js';
import { positionOf } from '../facts/moment.js';
import { type PurchaseHistory } from '../facts/purchase-histories.js';
import { firstOf } from '../first-of.js';
import { pauses } from '../pauses.js';
import { Reporting } from '../reporting.js';
import { type LifetimeValueFit } from './lifetime-value.events.js';
import {
  type CohortValueTotals,
  type CustomerPredictionAnswer,
  type LifetimeValueFitAnswer,
  type LifetimeValueFitList,
  type PredictionList,
  type ValidationAnswer,
  type ValueTotals,
  type ValueTotalsAnswer,
} from './lifetime-value.answers.js';
import { type cohortPeriods, type PredictionSort } from './lifetime-value.requests.js';
import { lifetimeValueFits } from './lifetime-value-fits.projection.js';
import { type Prediction, Predictor } from './prediction.js';
import { FitValidation } from './validation.js';

/** What a prediction is asked for. */
export interface PredictionsAsked {
  readonly fitId: string;
  readonly horizonDays: number;
  readonly discountRate: number;
  /** Absent: the customers that the fit was made of, as they were known. */
  readonly asOf?: string | undefined;
  readonly minPosition?: Position | undefined;
}

export class GetLifetimeValueFit extends Query<LifetimeValueFitAnswer> {
  constructor(
    readonly id: string,
    readonly minPosition: Position | undefined,
  ) {
    super();
  }
}

export class ListLifetimeValueFits extends Query<LifetimeValueFitList> {
  constructor(
    readonly limit: number,
    readonly cursor: string | undefined,
    readonly minPosition: Position | undefined,
  ) {
    super();
  }
}

export class PredictCustomer extends Query<CustomerPredictionAnswer> {
  constructor(
    readonly customerId: string,
    readonly asked: PredictionsAsked,
  ) {
    super();
  }
}

export class ListPredictions extends Query<PredictionList> {
  constructor(
    readonly asked: PredictionsAsked,
    readonly sort: readonly [PredictionSort, 1 | -1],
    readonly limit: number,
    readonly cursor: string | undefined,
  ) {
    super();
  }
}

export class TotalPredictions extends Query<ValueTotalsAnswer> {
  constructor(
    readonly asked: PredictionsAsked,
    readonly cohort: (typeof cohortPeriods)[number],
  ) {
    super();
  }
}

export class ValidateFit extends Query<ValidationAnswer> {
  constructor(
    readonly fitId: string,
    readonly holdoutUntil: string,
    readonly minPosition: Position | undefined,
  ) {
    super();
  }
}

/** The fits that are kept, and what is predicted by them. */
@Injectable()
export class LifetimeValueFits {
  constructor(
    private readonly readModels: ReadModels,
    private readonly purchases: PurchaseFacts,
    @Inject(CONFIG) private readonly config: DossierConfig,
  ) {}

  /** @throws AnalyticsError `fit-not-found` */
  async get(id: string, minPosition: Position | undefined): Promise<LifetimeValueFitAnswer> {
    const fits = await this.readModels.open(lifetimeValueFits, { minPosition });
    const found = await fits.get(id);
    if (!found) throw fitNotFound(id);
    const { _id, ...fit } = found;
    return { id: _id, ...fit };
  }

  async list(request: ListLifetimeValueFits): Promise<LifetimeValueFitList> {
    const { limit, cursor, minPosition } = request;
    const fits = await this.readModels.open(lifetimeValueFits, { minPosition });
    const found = await page(fits, {}, { sort: ['madeAt', -1], limit, cursor });
    return { ...found, items: found.items.map(({ _id, ...fit }) => ({ id: _id, ...fit })) };
  }

  async predictions({ fitId, horizonDays, discountRate, asOf, minPosition }: PredictionsAsked) {
    const fit = await this.get(fitId, minPosition);
    const opened = await this.purchases.open({
      asOf: asOf ?? fit.asOf,
      knownAt: asOf === undefined ? fit.position : undefined,
      currency: fit.currency,
      minPosition,
    });
    const assumptions = { horizonDays, discountRate, margin: settingOf(this.config, margin) };
    const about = {
      fitId,
      asOf: opened.moment.asOf,
      timeZone: fit.timeZone,
      position: positionOf(opened.moment),
      currency: fit.currency,
      ...assumptions,
    };
    return { about, opened, predictor: new Predictor(fit, assumptions, opened.moment.asOf) };
  }

  /** A fit and what came after it. */
  async holdout(fitId: string, until: string, minPosition: Position | undefined) {
    const fit = await this.get(fitId, minPosition);
    if (until <= fit.asOf) throw holdoutBeforeFit(until, fit.asOf);
    const opened = await this.purchases.open({ asOf: until, currency: fit.currency, minPosition });
    return { fit, opened };
  }
}

@QueryHandler(GetLifetimeValueFit)
export class GetLifetimeValueFitHandler implements IQueryHandler<GetLifetimeValueFit> {
  constructor(private readonly fits: LifetimeValueFits) {}

  execute({ id, minPosition }: GetLifetimeValueFit): Promise<LifetimeValueFitAnswer> {
    return this.fits.get(id, minPosition);
  }
}

@QueryHandler(ListLifetimeValueFits)
export class ListLifetimeValueFitsHandler implements IQueryHandler<ListLifetimeValueFits> {
  constructor(private readonly fits: LifetimeValueFits) {}

  execute(query: ListLifetimeValueFits): Promise<LifetimeValueFitList> {
    return this.fits.list(query);
  }
}

@QueryHandler(PredictCustomer)
export class PredictCustomerHandler implements IQueryHandler<PredictCustomer> {
  constructor(private readonly fits: LifetimeValueFits) {}

  /** @throws AnalyticsError `customer-not-found` for one without a purchase in the fit's currency by then */
  async execute({ customerId, asked }: PredictCustomer): Promise<CustomerPredictionAnswer> {
    const { about, opened, predictor } = await this.fits.predictions(asked);
    const history = await opened.of(customerId);
    if (!history) throw customerNotFound(customerId);
    return { ...about, prediction: predictor.of(history) };
  }
}

@QueryHandler(ListPredictions)
export class ListPredictionsHandler implements IQueryHandler<ListPredictions> {
  constructor(private readonly fits: LifetimeValueFits) {}

  /** @throws InvalidCursorError when the cursor is malformed or made for another sort */
  async execute({
    asked,
    sort: [field, direction],
    limit,
    cursor,
  }: ListPredictions): Promise<PredictionList> {
    const { about, opened, predictor } = await this.fits.predictions(asked);
    const source = {
      find: (filter: Parameters<typeof firstOf>[1], options: Parameters<typeof firstOf>[2]) =>
        firstOf(predicted(opened, predictor), filter, options),
    };
    const found = await page(source, {}, { sort: [field, direction], limit, cursor });
    return { ...about, ...found, items: found.items.map(({ _id, ...prediction }) => prediction) };
  }
}

@QueryHandler(TotalPredictions)
export class TotalPredictionsHandler implements IQueryHandler<TotalPredictions> {
  constructor(private readonly fits: LifetimeValueFits) {}

  async execute({ asked, cohort }: TotalPredictions): Promise<ValueTotalsAnswer> {
    const { about, opened, predictor } = await this.fits.predictions(asked);
    const sums = new Map<string, Sums>();
    const total = new Sums();
    for await (const chunk of predicted(opened, predictor)) {
      for (const prediction of chunk) {
        total.add(prediction);
        getOrAdd(sums, periodOf(prediction.firstPurchase, cohort), () => new Sums()).add(prediction);
      }
    }
    const groups = [...sums].map(([key, each]): CohortValueTotals => ({ key, ...each.totals() }));
    return { ...about, groups: groups.sort(byKey), total: total.totals() };
  }
}

@QueryHandler(ValidateFit)
export class ValidateFitHandler implements IQueryHandler<ValidateFit> {
  constructor(
    private readonly fits: LifetimeValueFits,
    private readonly reporting: Reporting,
  ) {}

  async execute({ fitId, holdoutUntil, minPosition }: ValidateFit): Promise<ValidationAnswer> {
    const { fit, opened } = await this.fits.holdout(fitId, holdoutUntil, minPosition);
    const validation = new FitValidation(fit satisfies LifetimeValueFit, holdoutUntil);
    const pause = pauses();
    for await (const chunk of opened.all()) {
      for (const history of chunk) validation.add(history);
      await pause();
    }
    return {
      fitId,
      asOf: fit.asOf,
      holdoutUntil,
      timeZone: this.reporting.zone.name,
      position: positionOf(opened.moment),
      ...validation.result(),
    };
  }
}

/** Everybody's predictions, in chunks. */
async function* predicted(opened: CustomerPurchases, predictor: Predictor) {
  const pause = pauses();
  for await (const chunk of opened.all()) {
    yield chunk.map((history: PurchaseHistory) => ({ ...predictor.of(history), _id: history.customerId }));
    await pause();
  }
}

class Sums {
  private customers = 0;
  private customersAlive = 0;
  private expectedPurchases = 0;
  private predictedValue: number | null = 0;
  private discountedValue: number | null = 0;
  private historicValue = 0;

  add(prediction: Prediction): void {
    this.customers += 1;
    this.customersAlive += prediction.probabilityAlive;
    this.expectedPurchases += prediction.expectedPurchases;
    this.predictedValue = sum(this.predictedValue, prediction.predictedValue);
    this.discountedValue = sum(this.discountedValue, prediction.discountedValue);
    this.historicValue += prediction.historicValue;
  }

  totals(): ValueTotals {
    const { customers, customersAlive, expectedPurchases } = this;
    const { predictedValue, discountedValue, historicValue } = this;
    return { customers, customersAlive, expectedPurchases, predictedValue, discountedValue, historicValue };
  }
}

const sum = (one: number | null, other: number | null): number | null =>
  one === null || other === null ? null : one + other;

export const lifetimeValueQueryHandlers = [
  LifetimeValueFits,
  GetLifetimeValueFitHandler,
  ListLifetimeValueFitsHandler,
  PredictCustomerHandler,
  ListPredictionsHandler,
  TotalPredictionsHandler,
  ValidateFitHandler,
];
