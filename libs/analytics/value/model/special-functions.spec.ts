import { describe, expect, it } from '@jest/globals';
import { logGamma } from './gamma-function.js';
import { logHypergeometricRest } from './hypergeometric.js';
import { inverseOf } from './matrix.js';
import { nelderMead } from './nelder-mead.js';

describe('ln Γ', () => {
  it.each([
    [0.001, 6.907178885383853],
    [0.25, 1.2880225246980774],
    [0.5, Math.log(Math.sqrt(Math.PI))],
    [1, 0],
    [2, 0],
    [3.5, 1.2009736023470743],
    [10, Math.log(362_880)],
    [101, 363.73937555556347],
    [1e6, 12_815_504.569147611],
  ])('of %d', (x, expected) => {
    expect(Math.abs(logGamma(x) - expected)).toBeLessThan(1e-12 * (1 + Math.abs(expected)));
  });
});

/** ₂F₁ where it is an elementary function (Abramowitz and Stegun, 15.1). */
describe('the hypergeometric function', () => {
  const hypergeometric = (a: number, b: number, c: number, z: number) =>
    1 + Math.exp(logHypergeometricRest(a, b, c, z)) / c;

  it.each([0.001, 0.3, 0.5, 0.9, 0.99])('at %d', (z) => {
    expect(hypergeometric(1, 1, 2, z)).toBeCloseTo(-Math.log(1 - z) / z, 10);
    expect(hypergeometric(2.5, 1.7, 1.7, z) * (1 - z) ** 2.5).toBeCloseTo(1, 10);
    const root = Math.sqrt(z);
    expect(hypergeometric(0.5, 1, 1.5, z)).toBeCloseTo(Math.log((1 + root) / (1 - root)) / (2 * root), 10);
  });

  it('has a logarithm where it is too large for a number', () => {
    // ₂F₁(a, b; b; z) = (1 − z)^−a
    const [a, b, z] = [5_000, 30, 0.5];
    const whole = logHypergeometricRest(a, b, b, z) - Math.log(b);
    expect(whole).toBeCloseTo(-a * Math.log(1 - z), 6);
  });

  it('is finite at c = 0 and below', () => {
    const at = (c: number) => logHypergeometricRest(0.3, 0.4, c, 0.6);
    expect(at(0)).toBeCloseTo((at(-1e-7) + at(1e-7)) / 2, 9);
    expect(at(-0.5)).toBeGreaterThan(at(0));
  });
});

describe('the inverse of a matrix', () => {
  it('times the matrix is one', () => {
    const inverse = inverseOf([
      [4, 2, 0.6],
      [2, 5, 1],
      [0.6, 1, 3],
    ]);
    const product = [4, 2, 0.6].reduce((sum, cell, at) => sum + cell * (inverse?.[at]?.[0] ?? 0), 0);
    expect(product).toBeCloseTo(1, 12);
  });

  it('is none where the matrix is not positive definite', () => {
    expect(
      inverseOf([
        [1, 2],
        [2, 1],
      ]),
    ).toBeUndefined();
  });
});

describe('the simplex method', () => {
  const minimumOf = (f: (x: number, y: number) => number, maxEvaluations = 2_000) => {
    const search = nelderMead([-1.2, 1], { step: 0.5, tolerance: 1e-16, maxEvaluations });
    let asked = search.next();
    while (!asked.done) asked = search.next(f(asked.value[0] ?? 0, asked.value[1] ?? 0));
    return asked.value;
  };

  it("finds the minimum of Rosenbrock's valley", () => {
    const found = minimumOf((x, y) => 100 * (y - x * x) ** 2 + (1 - x) ** 2);
    expect(found.converged).toBe(true);
    expect(found.point[0]).toBeCloseTo(1, 6);
    expect(found.point[1]).toBeCloseTo(1, 6);
  });

  it('goes around where the function is infinite', () => {
    const found = minimumOf((x, y) => (x > -1 ? Infinity : (x + 1) ** 2 + y * y));
    expect(found.point[0]).toBeCloseTo(-1, 4);
  });

  it('says when it was stopped', () => {
    expect(minimumOf((x, y) => x * x + y * y, 20).converged).toBe(false);
  });
});
