import { type BgNbd } from '../value/model/bg-nbd.js';
import { type CustomerStatistics } from '../value/model/customer-statistics.js';
import { type GammaGamma } from '../value/model/gamma-gamma.js';

/** Numbers from 0 to 1 that look random and are the same for the same seed (mulberry32 of T. Ettinger). */
export const randomOf = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

const normal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** A gamma variate of a shape, with rate 1 (G. Marsaglia and W. W. Tsang, "A simple method", 2000). */
function gamma(random: () => number, shape: number): number {
  if (shape < 1) return gamma(random, shape + 1) * (1 - random()) ** (1 / shape);
  const d = shape - 1 / 3;
  for (;;) {
    const x = normal(random);
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

const beta = (random: () => number, a: number, b: number): number => {
  const one = gamma(random, a);
  return one / (one + gamma(random, b));
};

/**
 * A customer as the models tell it, observed for `age` days: `alpha` is in days. Purchases keep their exact times, rounded
 * to days at the end.
 */
export function shopper(
  random: () => number,
  model: BgNbd,
  spend: GammaGamma,
  age: number,
): CustomerStatistics {
  const rate = gamma(random, model.r) / model.alpha;
  const leaves = beta(random, model.a, model.b);
  let [frequency, recency] = [0, 0];
  for (;;) {
    const next = recency - Math.log(1 - random()) / rate;
    if (next > age) break;
    frequency += 1;
    recency = next;
    if (random() < leaves) break;
  }
  const amountRate = gamma(random, spend.q) / spend.v;
  const meanSpend = frequency === 0 ? 0 : gamma(random, spend.p * frequency) / (amountRate * frequency);
  return { frequency, recency: Math.round(recency), age, meanSpend };
}
