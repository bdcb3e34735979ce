import { page, type PageRequest } from '../../event-sourcing/core.js';
import { customerNotFound } from '../analytics.errors.js';
import { type Base } from '../base/base.js';
import { historyOf } from '../base/purchase-history.js';
import { periodOf } from '../days.js';
import { firstOf } from '../first-of.js';
import { byKey, getOrAdd, type Key } from '../groups.js';
import { type Segmenting } from '../segments/defined/segment-conditions.js';
import { segmentsOf } from '../segments/segmenting.js';
import { type GroupValueTotals, type ValueTotals } from './lifetime-value.answers.js';
import { type LifetimeValueFit } from './lifetime-value.events.js';
import { type cohortPeriods } from './lifetime-value.requests.js';
import { type Assumptions, type Prediction, Predictor } from './prediction.js';
import { historiesOf } from './segment-members.js';
import { FitValidation } from './validation.js';

export interface PredictionAsk {
  readonly fit: LifetimeValueFit;
  readonly assumptions: Assumptions;
}

/** One page of everybody's predictions. */
export async function reportPredictions(
  { paging, ...asked }: PredictionAsk & { paging: PageRequest },
  base: Base,
) {
  const source = {
    find: (...[filter, options]: [Parameters<typeof firstOf>[1], Parameters<typeof firstOf>[2]]) =>
      firstOf(chunksOf(predicted(asked, base)), filter, options),
  };
  const found = await page(source, {}, paging);
  return { ...found, items: found.items.map(({ _id, ...prediction }): Prediction => prediction) };
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

/** Customers together whose first purchase was in the same period, or who are in the same segment. */
export type TotalsBy =
  { readonly period: (typeof cohortPeriods)[number] } | { readonly segmenting: Segmenting };

/** What is predicted in all, and of groups of customers. */
export async function reportTotals({ by, ...asked }: PredictionAsk & { by: TotalsBy }, base: Base) {
  const sums = new Map<Key, Sums>();
  const total = new Sums();
  const keyOf = await groupedBy(by, asked.fit.currency, base);
  for await (const prediction of predicted(asked, base)) {
    total.add(prediction);
    getOrAdd(sums, keyOf(prediction), () => new Sums()).add(prediction);
  }
  const groups = [...sums].map(([key, each]): GroupValueTotals => ({ key, ...each.totals() }));
  return { groups: groups.sort(byKey), total: total.totals() };
}

async function groupedBy(by: TotalsBy, currency: string, base: Base): Promise<(of: Prediction) => Key> {
  if ('period' in by) return ({ firstPurchase }) => periodOf(firstPurchase, by.period);
  const segments = await segmentsOf(base, currency, by.segmenting);
  return ({ customerId }) => segments.get(customerId) ?? null;
}

/** What the fit expected of the days up to the moment's, against what came. */
export async function reportValidation({ fit }: { readonly fit: LifetimeValueFit }, base: Base) {
  const validation = new FitValidation(fit, base.moment.asOf);
  for await (const history of historiesOf(base, fit.currency, fit.segment, fit.asOf)) validation.add(history);
  return validation.result();
}

/** The predictions of everybody that the fit is of, by the moment's day. */
async function* predicted({ fit, assumptions }: PredictionAsk, base: Base): AsyncGenerator<Prediction> {
  const predictor = new Predictor(fit, assumptions, base.moment.asOf);
  for await (const history of historiesOf(base, fit.currency, fit.segment)) yield predictor.of(history);
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
