import { folded } from '../../platform/folded-text.js';

const BETWEEN_WORDS = /[^\p{L}\p{N}]+/u;
const HAN = /\p{Script=Han}/u;

/** In characters: a word is indexed up to this length. */
const LONGEST_WORD = 40;

export const lengthOf = (text: string): number => Array.from(text).length;

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

/** How many characters of a word are indexed in the order of names. */
export const START_LENGTHS: readonly number[] = [3, 1];

const first = (word: string, length: number): string => Array.from(word).slice(0, length).join('');

/** The longest start that all words with this beginning have. */
export const startOf = (beginning: string): string =>
  first(beginning, START_LENGTHS.find((length) => length <= lengthOf(beginning)) ?? 1);

/** The starts of words, of each length that they have. */
export const startsOf = (words: readonly string[]): string[] => [
  ...new Set(
    words.flatMap((word) => {
      const length = lengthOf(word);
      return START_LENGTHS.filter((each) => each <= length).map((each) => first(word, each));
    }),
  ),
];
