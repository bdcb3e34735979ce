/** One side of a comparison: does a round's work, and tells how much of it a second could hold. */
export type Side = () => Promise<number>;

export interface Comparison {
  /** Median of the rounds' ratios, left ÷ right. */
  readonly ratio: number;
  /** Medians of what each side gave. */
  readonly left: number;
  readonly right: number;
  readonly unit: string;
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = Number.NaN, high = Number.NaN] = [
    sorted[sorted.length % 2 ? middle : middle - 1],
    sorted[middle],
  ];
  return (low + high) / 2;
};

export const percentile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
};

/**
 * Runs both sides in turns, so that what slows the machine meanwhile slows both. Rounds that warm up come before, and
 * count for nothing.
 */
export const inTurns = async (
  unit: string,
  rounds: number,
  left: Side,
  right: Side,
  warmUps = 1,
): Promise<Comparison> => {
  const lefts: number[] = [];
  const rights: number[] = [];
  for (let round = 0; round < warmUps + rounds; round += 1) {
    const [one, other] = [await left(), await right()];
    if (round < warmUps) continue;
    lefts.push(one);
    rights.push(other);
  }
  const ratios = lefts.map((one, index) => one / (rights[index] ?? Number.NaN));
  return { ratio: median(ratios), left: median(lefts), right: median(rights), unit };
};

/** How many of `count` pieces of work a second holds, when `work` does them all. */
export const perSecond = async (count: number, work: () => Promise<unknown>): Promise<number> => {
  const start = process.hrtime.bigint();
  await work();
  return count / (Number(process.hrtime.bigint() - start) / 1e9);
};

/** Does `count` pieces of work, never more than `width` of them at once. */
export const atOnce = async (
  width: number,
  count: number,
  work: (index: number) => Promise<unknown>,
): Promise<void> => {
  let next = 0;
  const worker = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: width }, worker));
};
