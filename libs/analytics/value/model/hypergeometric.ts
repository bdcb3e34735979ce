/** Beyond this the sum is scaled down, so that no term overflows. */
const LARGE = 1e200;
const LOG_LARGE = Math.log(LARGE);
/** A term that adds less than this share of the sum, and those after it, are left out. */
const NEGLIGIBLE = 1e-16;

/**
 * The logarithm of S = c (₂F₁(a, b; c; z) − 1), for a, b, c + 1 > 0 and 0 < z < 1. By the series of Gauss (Abramowitz and
 * Stegun, "Handbook of Mathematical Functions", 15.1.1):
 *
 *     S = Σ (a)ₙ (b)ₙ zⁿ ÷ ((c + 1)ₙ₋₁ n!)   over n ≥ 1
 *
 * All its terms are positive, so nothing cancels, and it is finite at c = 0 and for c between −1 and 0, where ₂F₁ itself
 * is not or changes sign. The sum is kept with a scale of its own: ₂F₁ with a = 1500 exceeds what a number can hold.
 * It takes about (a + b − c) ÷ (1 − z) terms.
 */
export function logHypergeometricRest(a: number, b: number, c: number, z: number): number {
  let term = a * b * z;
  let sum = term;
  let scale = 0;
  for (let n = 1; ; n += 1) {
    const ratio = (((a + n) * (b + n)) / ((c + n) * (n + 1))) * z;
    term *= ratio;
    sum += term;
    // Terms may still grow while the ratio is above 1, and what is left of them is at most term × ratio ÷ (1 − ratio).
    if (ratio < 1 && term * ratio < NEGLIGIBLE * sum * (1 - ratio)) return Math.log(sum) + scale;
    if (sum > LARGE) {
      sum /= LARGE;
      term /= LARGE;
      scale += LOG_LARGE;
    }
  }
}
