import { describe, expect, it, jest } from '@jest/globals';
import { randomOf, shopper } from '../../testing/shoppers.fixture.js';
import {
  type BgNbd,
  expectedIfAlive,
  expectedPurchases,
  fitBgNbd,
  probabilityAlive,
  type PurchaseRecord,
} from './bg-nbd.js';
import { type CustomerStatistics, StatisticsGroups } from './customer-statistics.js';
import { expectedSpend, fitGammaGamma } from './gamma-gamma.js';
import { logGamma } from './gamma-function.js';

/** The published fit on CDNOW, in weeks. */
const cdnow: BgNbd = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };

/**
 * The expectation by its definition: over the rate λ (gamma) and the chance p of leaving (beta) of a customer who is there,
 * purchases in the horizon are (1 − e^−λpt) ÷ p. The integral over λ is known; the one over p is summed here by the
 * double-exponential rule (H. Takahasi and M. Mori, 1974), which bears a density that is infinite at 0 and at 1.
 */
function integrated(
  { r, alpha, a, b }: BgNbd,
  { frequency: x, age }: PurchaseRecord,
  horizon: number,
): number {
  const [shape, rate, left, right] = [r + x, alpha + age, a, b + x];
  const constant = logGamma(left + right) - logGamma(left) - logGamma(right);
  const step = 1 / 512;
  let sum = 0;
  for (let u = -5; u <= 5; u += step) {
    const stretched = Math.PI * Math.sinh(u);
    const [logP, logRest] = [-Math.log1p(Math.exp(-stretched)), -Math.log1p(Math.exp(stretched))];
    const p = Math.exp(logP);
    const purchases = -Math.expm1(shape * (Math.log(rate) - Math.log(rate + p * horizon)));
    // Divided by p, times the density, times dp ÷ du = p (1 − p) π cosh u.
    const weight = Math.exp(constant + (left - 1) * logP + right * logRest) * Math.PI * Math.cosh(u);
    sum += purchases === 0 ? 0 : purchases * weight;
  }
  return sum * step;
}

const groupsOf = (customers: readonly CustomerStatistics[]): StatisticsGroups => {
  const groups = new StatisticsGroups();
  for (const customer of customers) groups.add(customer);
  return groups;
};

describe('BG/NBD', () => {
  it('expects what is published of single customers', () => {
    const twice = { frequency: 2, recency: 30.43, age: 38.86 };
    expect(expectedPurchases(cdnow, twice, 39)).toBeCloseTo(1.226, 3);
    const often = { frequency: 1_500, recency: 1_000, age: 1_001 };
    expect(expectedPurchases(cdnow, often, 1_000)).toBeCloseTo(1_111.27, 1);
  });

  it.each<[string, BgNbd, PurchaseRecord, number]>([
    ['the published customer', cdnow, { frequency: 2, recency: 30.43, age: 38.86 }, 39],
    ['no repeat purchase', cdnow, { frequency: 0, recency: 0, age: 12 }, 52],
    ['a day old', cdnow, { frequency: 0, recency: 0, age: 0.14 }, 260],
    ['a + b below 1', { r: 0.4, alpha: 5, a: 0.4, b: 0.3 }, { frequency: 0, recency: 0, age: 20 }, 30],
    ['a + b = 1', { r: 0.4, alpha: 5, a: 0.6, b: 0.4 }, { frequency: 0, recency: 0, age: 20 }, 30],
    ['a = 1', { r: 0.4, alpha: 5, a: 1, b: 2 }, { frequency: 3, recency: 10, age: 20 }, 30],
    ['a above 1', { r: 2, alpha: 5, a: 2.5, b: 9 }, { frequency: 40, recency: 50, age: 52 }, 104],
    ['often', cdnow, { frequency: 150, recency: 100, age: 101 }, 100],
  ])('agrees with the integral it stands for: %s', (_, model, record, horizon) => {
    const exact = integrated(model, record, horizon);
    expect(expectedIfAlive(model, record, horizon) / exact).toBeCloseTo(1, 4);
  });

  it('tells how probable it is that a customer is still there', () => {
    // 1 ÷ (1 + 0.793 ÷ 3.426 · (43.274 ÷ 34.844)^2.243)
    expect(probabilityAlive(cdnow, { frequency: 2, recency: 30.43, age: 38.86 })).toBeCloseTo(0.7266, 3);
    expect(probabilityAlive(cdnow, { frequency: 0, recency: 0, age: 38.86 })).toBe(1);
    expect(probabilityAlive(cdnow, { frequency: 1_500, recency: 1_000, age: 9_000 })).toBeLessThan(1e-300);
  });

  it('expects more in a longer time, and nothing in none', () => {
    const record = { frequency: 3, recency: 20, age: 30 };
    const times = [0, 1e-6, 1, 10, 100, 1_000].map((horizon) => expectedPurchases(cdnow, record, horizon));
    expect(times[0]).toBe(0);
    expect(times).toEqual([...times].sort((one, other) => one - other));
    const rate = ((cdnow.r + 3) / (cdnow.alpha + 30)) * probabilityAlive(cdnow, record);
    expect((times[1] ?? 0) / 1e-6 / rate).toBeCloseTo(1, 3);
  });
});

describe('Gamma-Gamma', () => {
  const published = { p: 6.25, q: 3.74, v: 15.44 };

  it('expects a mean of the base and of the customer', () => {
    // The note: the base's mean is p v ÷ (q − 1), 35.2 dollars.
    expect(expectedSpend(published, { frequency: 0, meanSpend: 0 })).toBeCloseTo(35.22, 2);
    expect(expectedSpend(published, { frequency: 1_000_000, meanSpend: 50 })).toBeCloseTo(50, 3);
    expect(expectedSpend({ p: 6, q: 0.9, v: 15 }, { frequency: 0, meanSpend: 0 })).toBeUndefined();
  });
});

describe('fitting', () => {
  jest.setTimeout(30_000);

  const truth = { r: 0.5, alpha: 60, a: 0.6, b: 2.5 };
  const spend = { p: 4, q: 4, v: 30 };
  const random = randomOf(7);
  const customers = Array.from({ length: 5_000 }, (_, at) =>
    shopper(random, truth, spend, 100 + 20 * (at % 10)),
  );

  it('finds the parameters that customers were drawn from, within four standard errors', async () => {
    const { parameters, standardErrors } = await fitBgNbd(groupsOf(customers), 1);
    for (const [at, value] of [truth.r, truth.alpha, truth.a, truth.b].entries()) {
      expect(standardErrors[at]).toBeGreaterThan(0);
      expect(Math.abs((parameters[at] ?? 0) - value)).toBeLessThan(4 * (standardErrors[at] ?? 0));
    }
    const repeating = customers.filter(({ frequency }) => frequency > 0);
    const amounts = await fitGammaGamma(repeating);
    for (const [at, value] of [spend.p, spend.q, spend.v].entries()) {
      expect(Math.abs((amounts.parameters[at] ?? 0) - value)).toBeLessThan(
        4 * (amounts.standardErrors[at] ?? 0),
      );
    }
  });

  it('gives standard errors that shrink with the square root of the base', async () => {
    const quarter = await fitBgNbd(groupsOf(customers.filter((_, at) => at % 4 === 0)), 1);
    const whole = await fitBgNbd(groupsOf(customers), 1);
    const ratio = (quarter.standardErrors[0] ?? 0) / (whole.standardErrors[0] ?? 1);
    expect(ratio).toBeGreaterThan(1.7);
    expect(ratio).toBeLessThan(2.3);
  });

  it('expects the same in days and in weeks', async () => {
    const [days, weeks] = [await fitBgNbd(groupsOf(customers), 1), await fitBgNbd(groupsOf(customers), 7)];
    const expected = (parameters: readonly number[], unit: number) => {
      const [r = 0, alpha = 0, a = 0, b = 0] = parameters;
      const record = { frequency: 3, recency: 90 / unit, age: 200 / unit };
      return expectedPurchases({ r, alpha, a, b }, record, 365 / unit);
    };
    expect(expected(days.parameters, 1) / expected(weeks.parameters, 7)).toBeCloseTo(1, 4);
  });

  it('refuses what has no maximum, with the reason', async () => {
    const regular = Array.from({ length: 200 }, (_, at) => ({
      frequency: 10,
      recency: 100,
      age: 100 + (at % 2),
      meanSpend: 10,
    }));
    await expect(fitBgNbd(groupsOf(regular), 1)).rejects.toThrow(/no maximum.*goes to (0|infinity)/);
    await expect(fitGammaGamma(regular)).rejects.toThrow(/no maximum|nowhere finite/);
  });
});
