import { folded } from '../../platform/folded-text.js';

/** In characters: a word is indexed up to this length. */
const LONGEST_WORD = 40;
/** Of the words of one interaction, so many are indexed, the first ones. */
const MOST_TERMS = 500;

const BETWEEN_WORDS = /[^\p{L}\p{N}]+/u;
/** Han is written without spaces: runs of it are told from runs of other letters and digits. */
const RUNS = /\p{Script=Han}+|[^\p{Script=Han}]+/gu;
const HAN = /^\p{Script=Han}/u;

const runsOf = (text: string): string[] => folded(text).split(BETWEEN_WORDS).join(' ').match(RUNS) ?? [];

const cut = (word: string): string => Array.from(word).slice(0, LONGEST_WORD).join('');

const wordsIn = (run: string): string[] => run.split(' ').filter((word) => word !== '');

const pairsOf = (characters: readonly string[]): string[] =>
  characters.slice(1).map((character, index) => `${characters[index] ?? ''}${character}`);

/** What a text is found by: its words, folded; of Han each character, and each two that stand together. */
export const termsOf = (...texts: readonly (string | undefined)[]): readonly string[] => {
  const terms = new Set<string>();
  for (const run of texts.flatMap((text) => runsOf(text ?? ''))) {
    const characters = HAN.test(run) ? Array.from(run) : [];
    for (const term of HAN.test(run) ? [...characters, ...pairsOf(characters)] : wordsIn(run).map(cut)) {
      if (terms.size === MOST_TERMS) return [...terms];
      terms.add(term);
    }
  }
  return [...terms];
};

/** What a text must have to hold what is asked for: its words whole; of Han each two characters that stand together. */
export const termsAskedFor = (text: string): readonly string[] => [
  ...new Set(
    runsOf(text).flatMap((run) => {
      if (!HAN.test(run)) return wordsIn(run).map(cut);
      const characters = Array.from(run);
      return characters.length === 1 ? characters : pairsOf(characters);
    }),
  ),
];
