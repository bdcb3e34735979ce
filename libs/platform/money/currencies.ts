const LETTERS = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ');

/**
 * The codes of all currencies there are and, since history is brought in too, were: those of ISO 4217, past ones
 * included, that Unicode has a name for.
 */
export const currencies: readonly string[] = (() => {
  const names = new Intl.DisplayNames('en', { type: 'currency', fallback: 'none' });
  const pairs = LETTERS.flatMap((first) => LETTERS.map((second) => first + second));
  const codes = pairs.flatMap((pair) => LETTERS.map((third) => pair + third));
  return codes.filter((code) => names.of(code) !== undefined);
})();
