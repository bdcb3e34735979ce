/** The one of some words that a mistyped word most likely stands for; undefined when it resembles none. */
export const nearestTo = (mistyped: string, words: readonly string[]): string | undefined => {
  if (mistyped.length > LONGEST) return undefined;
  const bound = Math.max(1, Math.floor(mistyped.length / 3));
  const near = words
    .map((word) => ({ word, distance: distanceBetween(mistyped.toLowerCase(), word.toLowerCase()) }))
    .filter(({ distance }) => distance <= bound)
    .sort((one, other) => one.distance - other.distance);
  return near[0]?.word;
};

const LONGEST = 50;

/** How many letters must be put in, left out or replaced to get from one word to the other (Levenshtein). */
const distanceBetween = (one: string, other: string): number => {
  let previous = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [row, letter] of [...one].entries()) {
    const current = [row + 1];
    for (let column = 1; column <= other.length; column += 1) {
      const replaced = (previous[column - 1] ?? 0) + (letter === other[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[other.length] ?? 0;
};
