/**
 * Splits an amount of minor units over parts by their weights, by largest remainder: each part is its exact share
 * rounded down, and the units left over go to the parts that lost most by that, the earlier first among equals.
 *
 * The parts add up to `total`, always. None exceeds its weight while the total doesn't exceed the sum of the weights.
 * Weights that are all 0 count as equal. All numbers are safe integers that are not negative; the arithmetic is exact.
 */
export const splitMinor = (total: number, weights: readonly number[]): number[] => {
  const exact = weights.every((weight) => weight === 0) ? weights.map(() => 1n) : weights.map(BigInt);
  const sum = exact.reduce((all, weight) => all + weight, 0n);
  const shares = exact.map((weight, index) => {
    const product = BigInt(total) * weight;
    return { index, part: Number(product / sum), remainder: product % sum };
  });
  const parts = shares.map(({ part }) => part);
  const over = total - parts.reduce((all, part) => all + part, 0);
  const byRemainder = shares.toSorted((one, other) =>
    one.remainder === other.remainder ? one.index - other.index : one.remainder < other.remainder ? 1 : -1,
  );
  const raised = new Set(byRemainder.slice(0, over).map(({ index }) => index));
  return parts.map((part, index) => (raised.has(index) ? part + 1 : part));
};

/** The sum of amounts, or undefined when it is too large to be exact. */
export const sumMinor = (amounts: readonly number[]): number | undefined => {
  const sum = amounts.reduce((all, amount) => all + amount, 0);
  return Number.isSafeInteger(sum) ? sum : undefined;
};
