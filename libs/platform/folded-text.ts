const MARKS = /\p{M}+/gu;

/** Letters that Unicode doesn't take apart, as they are written where keyboards lack them. */
const SPELT_OUT: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ŧ: 't',
  ı: 'i',
  ς: 'σ',
};
const TO_SPELL_OUT = new RegExp(`[${Object.keys(SPELT_OUT).join('')}]`, 'g');
// eslint-disable-next-line no-control-regex -- ASCII is what it is about
const ASCII = /^[\x00-\x7f]*$/;

/** A text without regard to case, accents, width and ligatures, as it is sorted and searched: Straße is strasse. */
export const folded = (text: string): string =>
  ASCII.test(text)
    ? text.toLowerCase().trim()
    : text
        .normalize('NFKD')
        .replaceAll(MARKS, '')
        .toLowerCase()
        .replaceAll(TO_SPELL_OUT, (letter) => SPELT_OUT[letter] ?? letter)
        .trim();
