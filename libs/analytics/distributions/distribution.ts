import { toHundredths, toRate } from '../rounding.js';

export const percents = [1, 5, 10, 25, 50, 75, 90, 95, 99] as const;
export const tops = [1, 5, 10, 20] as const;

/** A part of the range of whole numbers, both ends included. */
export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Of all values. */
  readonly share: number;
}

/** What the highest values add up to. */
export interface Top {
  readonly percent: number;
  /** How many values these are: the percentage of all, rounded up. */
  readonly count: number;
  readonly sum: number;
  /** Of the sum of all values; null if that is not above 0. */
  readonly share: number | null;
}

export interface Distribution {
  readonly count: number;
  readonly sum: number;
  readonly mean: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly percentiles: readonly { readonly percent: number; readonly value: number | null }[];
  readonly top: readonly Top[];
  readonly histogram: readonly Bin[];
}

/**
 * How whole numbers are distributed:
 * - percentiles: linear between the two nearest of the sorted values, as spreadsheets have it (type 7 of Hyndman and Fan,
 *   "Sample quantiles in statistical packages", 1996), two decimals;
 * - top: the share that the highest 1, 5, 10 and 20 % of values have in the sum (Pareto);
 * - histogram: at most `bins` bins of equal width, a whole number; the last one ends at or after the highest value.
 */
export function distributionOf(values: readonly number[], bins: number): Distribution {
  const sorted = Float64Array.from(values).sort();
  const count = sorted.length;
  const sum = sorted.reduce((all, each) => all + each, 0);
  return {
    count,
    sum,
    mean: count === 0 ? null : toHundredths(sum / count),
    min: sorted[0] ?? null,
    max: sorted[count - 1] ?? null,
    percentiles: percents.map((percent) => ({ percent, value: percentileOf(sorted, percent) })),
    top: tops.map((percent) => topOf(sorted, percent, sum)),
    histogram: histogramOf(sorted, bins),
  };
}

function percentileOf(sorted: Float64Array, percent: number): number | null {
  const at = ((sorted.length - 1) * percent) / 100;
  const [lower, upper] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  if (lower === undefined || upper === undefined) return null;
  return toHundredths(lower + (upper - lower) * (at - Math.floor(at)));
}

function topOf(sorted: Float64Array, percent: number, all: number): Top {
  const count = Math.ceil((sorted.length * percent) / 100);
  const sum = sorted.subarray(sorted.length - count).reduce((total, each) => total + each, 0);
  return { percent, count, sum, share: all > 0 ? toRate(sum / all) : null };
}

function histogramOf(sorted: Float64Array, most: number): Bin[] {
  const [min, max] = [sorted[0], sorted.at(-1)];
  if (min === undefined || max === undefined) return [];
  const width = Math.ceil((max - min + 1) / most);
  const counts = new Array<number>(Math.ceil((max - min + 1) / width)).fill(0);
  for (const value of sorted) {
    const at = Math.floor((value - min) / width);
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return counts.map((count, at) => ({
    from: min + at * width,
    to: min + (at + 1) * width - 1,
    count,
    share: toRate(count / sorted.length),
  }));
}
