import { logGamma } from './gamma-function.js';
import { type Estimate, type Likelihood, maximumOf } from './maximum-likelihood.js';

const { log } = Math;

/**
 * The Gamma-Gamma model of P. S. Fader and B. G. S. Hardie, "The Gamma-Gamma model of monetary value" (2013). A purchase's
 * amount is gamma-distributed with shape `p` and a rate of the customer's own, which is gamma-distributed with shape `q`
 * and rate `v` (γ in the note). `v` is in units of currency; the others are pure numbers.
 */
export interface GammaGamma {
  readonly p: number;
  readonly q: number;
  readonly v: number;
}

export const gammaGammaNames = ['p', 'q', 'v'] as const;

/** Mean spend of `frequency` purchases, both above 0. */
export interface SpendRecord {
  readonly frequency: number;
  readonly meanSpend: number;
}

/** @throws UnfittableError */
export const fitGammaGamma = (records: readonly SpendRecord[]): Promise<Estimate> =>
  maximumOf(new GammaGammaLikelihood(records));

/**
 * The likelihood of equation (1a) of the note, in logarithms, for a mean z of x purchases:
 *
 *     ln Γ(px+q) − ln Γ(px) − ln Γ(q) + q ln v + (px−1) ln z + px ln x − (px+q) ln (v + xz)
 */
class GammaGammaLikelihood implements Likelihood {
  readonly names = gammaGammaNames;
  readonly sizes: readonly number[];
  /** Customers and the sum of ln z, by frequency. */
  private readonly byFrequency = new Map<number, { customers: number; logs: number }>();
  private readonly frequencies: Float64Array;
  private readonly totals: Float64Array;

  constructor(records: readonly SpendRecord[]) {
    for (const { frequency, meanSpend } of records) {
      const sums = this.byFrequency.get(frequency) ?? { customers: 0, logs: 0 };
      this.byFrequency.set(frequency, {
        customers: sums.customers + 1,
        logs: sums.logs + log(meanSpend),
      });
    }
    this.frequencies = Float64Array.from(records, ({ frequency }) => frequency);
    this.totals = Float64Array.from(records, ({ frequency, meanSpend }) => frequency * meanSpend);
    const mean = records.reduce((sum, { meanSpend }) => sum + meanSpend, 0) / records.length;
    this.sizes = [3, 3, mean];
  }

  logLikelihood([p = 0, q = 0, v = 0]: readonly number[]): number {
    let sum = 0;
    for (const [x, { customers, logs }] of this.byFrequency) {
      const shape = p * x;
      const constant = logGamma(shape + q) - logGamma(shape) - logGamma(q) + q * log(v) + shape * log(x);
      sum += customers * constant + (shape - 1) * logs;
    }
    const { frequencies, totals } = this;
    for (let at = 0; at < totals.length; at += 1) {
      sum -= (p * (frequencies[at] ?? 0) + q) * log(v + (totals[at] ?? 0));
    }
    return sum;
  }
}

/**
 * The expected amount of a customer's purchase, by equation (5) of the note: p (v + xz) ÷ (px + q − 1), a mean of the
 * base's mean and the customer's own. With x = 0 it is the base's mean, p v ÷ (q − 1). Undefined where that mean is
 * infinite: q ≤ 1.
 */
export function expectedSpend(
  { p, q, v }: GammaGamma,
  { frequency, meanSpend }: SpendRecord,
): number | undefined {
  const divisor = p * frequency + q - 1;
  return divisor > 0 ? (p * (v + frequency * meanSpend)) / divisor : undefined;
}
