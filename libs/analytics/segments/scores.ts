/** From 1 (lowest) to 5. */
export type Score = 1 | 2 | 3 | 4 | 5;

const scores: readonly Score[] = [1, 2, 3, 4, 5];

/**
 * Quintiles: 1 + ⌊5 × (how many values are lower) ÷ (how many there are)⌋. Equal values have equal scores, whatever the
 * order they come in; so the five classes are of equal size only if values don't repeat. Recency, frequency and monetary
 * value scored by quintiles: Hughes, "Strategic Database Marketing" (1994), where ties are broken by chance.
 */
export function quintilesOf(values: readonly number[]): Score[] {
  const sorted = Float64Array.from(values).sort();
  const scoreOf = new Map<number, Score>();
  sorted.forEach((value, lower) => {
    if (scoreOf.has(value)) return;
    scoreOf.set(value, scores[Math.floor((5 * lower) / sorted.length)] ?? 5);
  });
  return values.map((value) => scoreOf.get(value) ?? 1);
}
