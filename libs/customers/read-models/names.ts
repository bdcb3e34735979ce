const MARKS = /\p{M}+/gu;
const BETWEEN_WORDS = /[^\p{L}\p{N}]+/u;
const HAN = /\p{Script=Han}/u;

/** Longer beginnings than this are not told apart. */
const LONGEST_WORD = 40;

/** A name without regard to case, accents and width, as it is sorted and searched. */
export const folded = (text: string): string =>
  text.normalize('NFKD').replaceAll(MARKS, '').toLowerCase().trim();

const cut = (word: string): string => Array.from(word).slice(0, LONGEST_WORD).join('');

const segmentsOf = (text: string): string[] =>
  folded(text)
    .split(BETWEEN_WORDS)
    .filter((segment) => segment !== '');

/** Every character of a Han name starts a word, and so does what follows the last one. */
const startsIn = (segment: string): string[] => {
  const characters = Array.from(segment);
  return characters
    .map((character, index) =>
      index === 0 || HAN.test(character) || HAN.test(characters[index - 1] ?? '')
        ? cut(characters.slice(index).join(''))
        : '',
    )
    .filter((word) => word !== '');
};

/** The words of a name, folded, each to its end: 王小明 is found at 王, 小 and 明. */
export const wordsOf = (name: string): string[] => [...new Set(segmentsOf(name).flatMap(startsIn))];

/** The beginnings of words that somebody looks for, folded. */
export const beginningsOf = (text: string): string[] => [...new Set(segmentsOf(text).map(cut))];

/** The first character and the first two characters of each word. */
export const startsOf = (words: readonly string[]): string[] => [
  ...new Set(
    words.flatMap((word) => {
      const [first = '', second] = Array.from(word);
      return second === undefined ? [first] : [first, first + second];
    }),
  ),
];
