import { Inject, Injectable } from '@nestjs/common';
import { page, type Position, ReadModels } from '../../event-sourcing/core.js';
import { CONFIG, type DossierConfig, settingOf } from '../../platform/index.js';
import { customerNotFound, fitNotFound, holdoutBeforeFit, noFit } from '../analytics.errors.js';
import { margin } from '../analytics.settings.js';
import { historyOf } from '../base/purchase-history.js';
import { purchaseOf } from '../base/purchase-table.js';
import { customersOf } from '../customers/customer-filter.query.js';
import { knownAt, positionOf } from '../facts/moment.js';
import { Moments } from '../facts/moments.js';
import { idsOfDays } from '../purchases/purchases.projection.js';
import { Reporting } from '../reporting.js';
import { BaseReports } from '../threads/base-reports.js';
import { type LifetimeValueFitAnswer, type LifetimeValueFitList } from './lifetime-value-fits.answers.js';
import {
  type CustomerPredictionAnswer,
  type PredictionList,
  type ValueTotalsAnswer,
} from './prediction.answers.js';
import { type ValidationAnswer } from './validation.answers.js';
import { type PredictionSort, type PredictionsQuery, type TotalsQuery } from './lifetime-value.requests.js';
import { lifetimeValueFits } from './lifetime-value-fits.projection.js';
import { Predictor } from './prediction.js';
import { type ReportCaller } from '../threads/caller.decorator.js';

/** What a prediction is asked for. */
export interface PredictionsAsked {
  readonly fitId: string;
  readonly horizonDays: number;
  readonly discountRate: number;
  /** Absent: the customers that the fit was made of, as they were known. */
  readonly asOf?: string | undefined;
  /** Absent: as known now, or where `asOf` is absent, as known when the fit was made. */
  readonly knownAt?: string | undefined;
  readonly minPosition?: Position | undefined;
}

/** What a fit is compared with. */
interface HoldoutAsked {
  readonly holdoutUntil: string;
  readonly knownAt?: string | undefined;
  readonly minPosition?: Position | undefined;
}

/** The fits that are kept, and what is predicted by them. */
@Injectable()
export class LifetimeValueFits {
  constructor(
    private readonly readModels: ReadModels,
    private readonly moments: Moments,
    private readonly reports: BaseReports,
    private readonly reporting: Reporting,
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

  /**
   * The newest fit of all customers.
   * @throws AnalyticsError `fit-not-found` if there is none
   */
  async newest(minPosition: Position | undefined): Promise<LifetimeValueFitAnswer> {
    const fits = await this.readModels.open(lifetimeValueFits, { minPosition });
    const ofAll = { segment: { $exists: false } };
    const [found] = await fits.find(ofAll, { sort: { madeAt: -1, _id: -1 }, limit: 1 });
    if (!found) throw noFit();
    const { _id, ...fit } = found;
    return { id: _id, ...fit };
  }

  async list(
    limit: number,
    cursor: string | undefined,
    minPosition: Position | undefined,
  ): Promise<LifetimeValueFitList> {
    const fits = await this.readModels.open(lifetimeValueFits, { minPosition });
    const found = await page(fits, {}, { sort: ['madeAt', -1], limit, cursor });
    return { ...found, items: found.items.map(({ _id, ...fit }) => ({ id: _id, ...fit })) };
  }

  /**
   * One customer's prediction; it needs this customer's facts alone, so it is made here.
   * @throws AnalyticsError `customer-not-found` for one without a purchase in the fit's currency by then
   */
  async prediction(
    customerId: string,
    asked: PredictionsAsked,
    caller: ReportCaller,
  ): Promise<CustomerPredictionAnswer> {
    const { about, fit, assumptions, options } = await this.opened(asked);
    if (fit.converted) {
      // Rates are where reports are made.
      const ask = { fit, assumptions, customerId };
      return { ...about, ...(await this.reports.answer('prediction', ask, options, caller)) };
    }
    const { minPosition } = options;
    const facts = await this.readModels.open(this.reporting.projections.purchases, { minPosition });
    const moment = await this.moments.of(options, [facts]);
    const { asOf } = moment;
    const own = { customerId, currency: fit.currency, _id: idsOfDays(undefined, asOf), ...knownAt(moment) };
    const purchases = (await facts.find(own, { sort: { _id: 1 } })).map((fact) => purchaseOf(fact));
    const history = historyOf(customerId, purchases);
    if (!history) throw customerNotFound(customerId);
    const frame = { asOf, timeZone: this.reporting.zone.name, logPosition: positionOf(moment) };
    return { ...about, ...frame, prediction: new Predictor(fit, assumptions, asOf).of(history) };
  }

  /**
   * @throws InvalidCursorError when the cursor is malformed or made for another sort
   * @throws AnalyticsError `unknown-segment`
   */
  async predictions(
    asked: PredictionsAsked,
    sort: readonly [PredictionSort, 1 | -1],
    query: PredictionsQuery,
    caller: ReportCaller,
  ): Promise<PredictionList> {
    const { about, options, ...predicted } = await this.opened(asked);
    const paging = { sort, limit: query.limit, cursor: query.cursor };
    const ask = { ...predicted, ...(await customersOf(query, this.reports, options)), paging };
    return { ...about, ...(await this.reports.answer('predictions', ask, options, caller)) };
  }

  /** @throws AnalyticsError `unknown-segment` */
  async totals(
    asked: PredictionsAsked,
    query: TotalsQuery,
    caller: ReportCaller,
  ): Promise<ValueTotalsAnswer> {
    const { about, options, ...predicted } = await this.opened(asked);
    const { groupBy, period } = query;
    const ask = { ...predicted, ...(await customersOf(query, this.reports, options)), groupBy, period };
    return { ...about, groupBy, ...(await this.reports.answer('totals', ask, options, caller)) };
  }

  /** @throws AnalyticsError `holdout-before-fit` */
  async validation(
    fitId: string,
    { holdoutUntil, knownAt, minPosition }: HoldoutAsked,
    caller: ReportCaller,
  ): Promise<ValidationAnswer> {
    const fit = await this.get(fitId, minPosition);
    if (holdoutUntil <= fit.asOf) throw holdoutBeforeFit(holdoutUntil, fit.asOf);
    const options = { asOf: holdoutUntil, knownAt, minPosition, ...conversionOf(fit) };
    const answer = await this.reports.answer('validation', { fit }, options, caller);
    return { ...answer, fitId, holdoutUntil, asOf: fit.asOf };
  }

  private async opened({ fitId, horizonDays, discountRate, asOf, knownAt, minPosition }: PredictionsAsked) {
    const fit = await this.get(fitId, minPosition);
    const assumptions = { horizonDays, discountRate, margin: settingOf(this.config, margin) };
    return {
      fit,
      assumptions,
      about: { fitId, currency: fit.currency, ...assumptions },
      options: {
        asOf: asOf ?? fit.asOf,
        knownAt: knownAt ?? (asOf === undefined ? fit.position : undefined),
        minPosition,
        ...conversionOf(fit),
      },
    };
  }
}

/** What a fit was made of converted purchases with, predictions are made with. */
const conversionOf = ({ currency, converted }: LifetimeValueFitAnswer) =>
  converted === undefined ? {} : { currency, convert: true };
