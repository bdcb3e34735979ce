import { page, type PageRequest } from '../../event-sourcing/core.js';
import { customerNotFound } from '../analytics.errors.js';
import { type Base } from '../base/base.js';
import { historyOf } from '../base/purchase-history.js';
import { type CustomerSelection, passingIn } from '../customers/customer-filter.js';
import { periodOf } from '../days.js';
import { firstOf } from '../first-of.js';
import { byKey, getOrAdd, type Key } from '../groups.js';
import { type CustomerDimension, keysOfCustomer } from '../purchases/purchase-dimensions.js';
import { type KeptReports } from '../kept-reports.js';
import { knownBuyers } from '../purchases/purchase-selection.js';
import { type GroupValueTotals, type RankedPrediction, type ValueTotals } from './prediction.answers.js';
import { type LifetimeValueFit } from './lifetime-value.events.js';
import { type Assumptions, type Prediction, Predictor } from './prediction.js';
import { historiesOf } from './segment-members.js';
import { FitValidation } from './validation.js';

/** What customers are acquired in together, where they are grouped by that. */
export const acquisitionPeriods = ['month', 'quarter', 'year'] as const;

export interface PredictionAsk {
  readonly fit: LifetimeValueFit;
  readonly assumptions: Assumptions;
}

/** Of customers that the filters let pass, by their orders in the fit's currency. */
type PredictionsAsk = PredictionAsk & CustomerSelection;

/** One page of everybody's predictions. */
export async function reportPredictions(
  { paging, ...asked }: PredictionsAsk & { paging: PageRequest },
  base: Base,
  kept?: KeptReports,
) {
  const source = {
    find: (...[filter, options]: [Parameters<typeof firstOf>[1], Parameters<typeof firstOf>[2]]) =>
      firstOf(chunksOf(predicted(asked, base, kept)), filter, options),
  };
  const found = await page(source, {}, paging);
  const items = found.items.map(({ _id: customerId, ...prediction }): RankedPrediction => {
    return { ...prediction, name: base.attributesOf(customerId).name };
  });
  return { ...found, items };
}

/**
 * One customer's prediction.
 * @throws AnalyticsError `customer-not-found` for one without a purchase in the fit's currency by then
 */
export async function reportPrediction(
  { fit, assumptions, customerId }: PredictionAsk & { readonly customerId: string },
  base: Base,
) {
  const history = historyOf(customerId, base.purchasesOf(customerId, fit.currency));
  if (!history) throw customerNotFound(customerId);
  await base.pause();
  return { prediction: new Predictor(fit, assumptions, base.moment.asOf).of(history) };
}

export interface TotalsAsk extends PredictionAsk, CustomerSelection {
  readonly groupBy: CustomerDimension;
  /** By cohort: customers together whose first purchase was in the same one. */
  readonly period: (typeof acquisitionPeriods)[number];
}

/** What is predicted in all, and of groups of customers: who has several tags is in the group of each. */
export async function reportTotals({ groupBy, period, ...asked }: TotalsAsk, base: Base, kept?: KeptReports) {
  const sums = new Map<Key, Sums>();
  const total = new Sums();
  const keysOf = await groupedBy(groupBy, period, asked, base, kept);
  for await (const prediction of predicted(asked, base, kept)) {
    total.add(prediction);
    for (const key of keysOf(prediction)) getOrAdd(sums, key, () => new Sums()).add(prediction);
  }
  const groups = [...sums].map(([key, each]): GroupValueTotals => ({ key, ...each.totals() }));
  return { groups: groups.sort(byKey), total: total.totals() };
}

async function groupedBy(
  groupBy: CustomerDimension,
  period: TotalsAsk['period'],
  { fit: { currency }, ...selection }: PredictionsAsk,
  base: Base,
  kept: KeptReports | undefined,
): Promise<(of: Prediction) => readonly Key[]> {
  if (groupBy === 'cohort') return ({ firstPurchase }) => [periodOf(firstPurchase, period)];
  const known = await knownBuyers(selection, base, currency, {
    bySegment: groupBy === 'segment',
    kept,
  });
  return ({ customerId }) => {
    const purchases = base.purchasesOf(customerId, currency);
    return keysOfCustomer(groupBy, known.of(customerId, purchases, base.attributesOf(customerId)));
  };
}

/** What the fit expected of the days up to the moment's, against what came. */
export async function reportValidation({ fit }: { readonly fit: LifetimeValueFit }, base: Base) {
  const validation = new FitValidation(fit, base.moment.asOf);
  for await (const history of historiesOf(base, fit.currency, fit.segment, fit.asOf)) validation.add(history);
  return validation.result();
}

/** The predictions of everybody that the fit is of and the filters let pass, by the moment's day. */
async function* predicted(
  { fit, assumptions, ...selection }: PredictionsAsk,
  base: Base,
  kept: KeptReports | undefined,
): AsyncGenerator<Prediction> {
  const predictor = new Predictor(fit, assumptions, base.moment.asOf);
  const passes = await passingIn(fit.currency, selection, base, kept);
  for await (const history of historiesOf(base, fit.currency, fit.segment))
    if (passes(history.customerId)) yield predictor.of(history);
}

/** Predictions between two sorts. */
const CHUNK = 1_000;

async function* chunksOf(predictions: AsyncIterable<Prediction>) {
  let chunk: (Prediction & { readonly _id: string })[] = [];
  for await (const prediction of predictions) {
    chunk.push({ ...prediction, _id: prediction.customerId });
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = [];
  }
  yield chunk;
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
