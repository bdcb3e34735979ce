import { type BuyerFigures } from '../base/buyer-figures.js';
import { type Score, quintilesOf } from './scores.js';

/** The mean month: a Julian year of 365.25 days, by twelve. */
const DAYS_PER_MONTH = 30.4375;
const YEAR = 365;

/** What a customer must reach in each of the three to count as high. */
export interface Thresholds {
  /** Days since the last order, at most. */
  readonly recencyDays: number;
  /** Orders a month, at least, over the last 365 days or since the first order, whichever is shorter, but a month or more. */
  readonly ordersPerMonth: number;
  /** Net spend of the last 365 days, at least, in units of the currency, such as euros. */
  readonly spendPerYear: number;
}

/** The values that are scored. */
export interface RfmValues {
  /** Days since the last order: fewer are better. */
  readonly recency: number;
  readonly frequency: number;
  /** In minor units. */
  readonly monetary: number;
}

export interface RfmScores {
  readonly recency: Score;
  readonly frequency: Score;
  readonly monetary: Score;
}

/** Recency, number of orders, net spend, over all that a customer ever bought. */
export const valuesOf = ({ days, orders, net }: BuyerFigures, asOf: number): RfmValues => ({
  recency: asOf - (days.at(-1) ?? asOf),
  frequency: orders,
  monetary: net,
});

/** Scores by quintiles over these customers. */
export function scoresByQuintile(values: readonly RfmValues[]): RfmScores[] {
  const recency = quintilesOf(values.map((each) => -each.recency));
  const frequency = quintilesOf(values.map((each) => each.frequency));
  const monetary = quintilesOf(values.map((each) => each.monetary));
  return values.map((_, at) => ({
    recency: recency[at] ?? 1,
    frequency: frequency[at] ?? 1,
    monetary: monetary[at] ?? 1,
  }));
}

/** 5 where a threshold is reached, 1 where it isn't; `minor` is how many minor units make a unit of the currency. */
export function scoresByThreshold(
  figures: BuyerFigures,
  asOf: number,
  thresholds: Thresholds,
  minor: number,
): RfmScores {
  const { days, ordersOfYear, netOfYear } = figures;
  const age = asOf - (days[0] ?? asOf);
  const months = Math.min(YEAR, Math.max(DAYS_PER_MONTH, age)) / DAYS_PER_MONTH;
  const score = (reached: boolean): Score => (reached ? 5 : 1);
  return {
    recency: score(asOf - (days.at(-1) ?? -Infinity) <= thresholds.recencyDays),
    frequency: score(ordersOfYear / months >= thresholds.ordersPerMonth),
    monetary: score(netOfYear >= thresholds.spendPerYear * minor),
  };
}
