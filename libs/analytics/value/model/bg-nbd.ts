import { type StatisticsGroup } from './customer-statistics.js';
import { logHypergeometricRest } from './hypergeometric.js';
import { type Estimate, type Likelihood, maximumOf } from './maximum-likelihood.js';

const { log, log1p, exp, expm1, abs } = Math;

/**
 * The BG/NBD model of P. S. Fader, B. G. S. Hardie and K. L. Lee, "Counting your customers the easy way: an alternative to
 * the Pareto/NBD model", Marketing Science 24 (2005). A customer buys at a rate of his own, gamma-distributed with shape
 * `r` and rate `alpha`, and leaves after each purchase with a probability of his own, beta-distributed with `a` and `b`.
 * `alpha` has the unit of time; the others are pure numbers.
 */
export interface BgNbd {
  readonly r: number;
  readonly alpha: number;
  readonly a: number;
  readonly b: number;
}

export const bgNbdNames = ['r', 'alpha', 'a', 'b'] as const;

/** One customer's repeat purchases; times in the unit of `alpha`. */
export interface PurchaseRecord {
  readonly frequency: number;
  readonly recency: number;
  readonly age: number;
}

/**
 * Fits the model. `daysPerUnit` gives the unit of time: 7 for weeks.
 * @throws UnfittableError
 */
export const fitBgNbd = (groups: Iterable<StatisticsGroup>, daysPerUnit: number): Promise<Estimate> =>
  maximumOf(new BgNbdLikelihood(groups, daysPerUnit));

/**
 * The likelihood of equation (6) of the paper, in logarithms and for each group of equal customers:
 *
 *     ln Γ(r+x) − ln Γ(r) + r ln α + ln Γ(a+b) + ln Γ(b+x) − ln Γ(b) − ln Γ(a+b+x)
 *       + ln [ (α+T)^−(r+x) + δ a ÷ (b+x−1) · (α+tx)^−(r+x) ]      with δ = 1 for x > 0, else 0
 *
 * The differences of ln Γ are sums of logarithms, made once for each frequency.
 */
class BgNbdLikelihood implements Likelihood {
  readonly names = bgNbdNames;
  readonly sizes: readonly number[];
  private readonly frequencies: Int32Array;
  private readonly recencies: Float64Array;
  private readonly ages: Float64Array;
  private readonly customers: Float64Array;
  private readonly highest: number;

  constructor(groups: Iterable<StatisticsGroup>, daysPerUnit: number) {
    const all = [...groups];
    this.frequencies = Int32Array.from(all, ({ frequency }) => frequency);
    this.recencies = Float64Array.from(all, ({ recency }) => recency / daysPerUnit);
    this.ages = Float64Array.from(all, ({ age }) => age / daysPerUnit);
    this.customers = Float64Array.from(all, ({ customers }) => customers);
    this.highest = this.frequencies.reduce((most, each) => Math.max(most, each), 0);
    const total = this.customers.reduce((sum, each) => sum + each, 0);
    const time = this.ages.reduce((sum, age, at) => sum + age * (this.customers[at] ?? 0), 0);
    this.sizes = [1, total > 0 && time > 0 ? time / total : 1, 1, 1];
  }

  logLikelihood([r = 0, alpha = 0, a = 0, b = 0]: readonly number[]): number {
    const { frequencies, recencies, ages, customers } = this;
    const parts = this.partsOfFrequencies(r, alpha, a, b);
    let sum = 0;
    for (let at = 0; at < frequencies.length; at += 1) {
      const x = frequencies[at] ?? 0;
      const logAge = log(alpha + (ages[at] ?? 0));
      let value = (parts[x] ?? 0) - (r + x) * logAge;
      if (x > 0) {
        const left = log(a / (b + x - 1)) + (r + x) * (logAge - log(alpha + (recencies[at] ?? 0)));
        value += left > 0 ? left + log1p(exp(-left)) : log1p(exp(left));
      }
      sum += value * (customers[at] ?? 0);
    }
    return sum;
  }

  /** What depends on the parameters and the frequency alone. */
  private partsOfFrequencies(r: number, alpha: number, a: number, b: number): Float64Array {
    const parts = new Float64Array(this.highest + 1);
    let part = r * log(alpha);
    parts[0] = part;
    for (let x = 1; x <= this.highest; x += 1) {
      part += log(((r + x - 1) * (b + x - 1)) / (a + b + x - 1));
      parts[x] = part;
    }
    return parts;
  }
}

/** How many times likelier it is that the customer left at the last purchase than that he is still there. */
const oddsOfHavingLeft = (
  { r, alpha, a, b }: BgNbd,
  { frequency: x, recency, age }: PurchaseRecord,
): number => (x === 0 ? 0 : (a / (b + x - 1)) * exp((r + x) * log((alpha + age) / (alpha + recency))));

/**
 * The probability that the customer will buy again: 1 ÷ (1 + a ÷ (b+x−1) · ((α+T) ÷ (α+tx))^(r+x)) (P. S. Fader,
 * B. G. S. Hardie and K. L. Lee, "Computing P(alive) using the BG/NBD model", 2008, equation 1). 1 without a repeat
 * purchase: the model lets customers leave after a repeat purchase only.
 */
export const probabilityAlive = (model: BgNbd, record: PurchaseRecord): number =>
  1 / (1 + oddsOfHavingLeft(model, record));

/** At a = 1 the expectation is the limit of two infinite terms: it is computed this far beside it. */
const BESIDE_ONE = 1e-6;

/**
 * The purchases expected in the time `horizon` after the record, by equation (10) of the paper of 2005:
 *
 *     (c ÷ (a−1)) · [1 − ((α+T) ÷ (α+T+t))^(r+x) · ₂F₁(r+x, b+x; c; t ÷ (α+T+t))] ÷ [1 + odds of having left]
 *
 * with c = a + b + x − 1. Here c · ₂F₁ is c + S, with S from `logHypergeometricRest`.
 */
export const expectedPurchases = (model: BgNbd, record: PurchaseRecord, horizon: number): number =>
  expectedIfAlive(model, record, horizon) * probabilityAlive(model, record);

/** The same for a customer who is known to be there; it depends on the record's frequency and age, not its recency. */
export function expectedIfAlive(
  { r, alpha, a: fitted, b }: BgNbd,
  { frequency: x, age }: Pick<PurchaseRecord, 'frequency' | 'age'>,
  horizon: number,
): number {
  if (horizon <= 0) return 0;
  const a = abs(fitted - 1) < BESIDE_ONE ? 1 + BESIDE_ONE : fitted;
  const c = a + b + x - 1;
  const z = horizon / (alpha + age + horizon);
  const logWeight = (r + x) * log1p(-z);
  const rest = exp(logWeight + logHypergeometricRest(r + x, b + x, c, z));
  return (-c * expm1(logWeight) - rest) / (a - 1);
}
