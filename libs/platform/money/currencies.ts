const LETTERS = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ');

/**
 * All ISO 4217 codes that Unicode has a name for, past ones included, because imported history may use them.
 */
export const currencies: readonly string[] = (() => {
  const names = new Intl.DisplayNames('en', { type: 'currency', fallback: 'none' });
  const pairs = LETTERS.flatMap((first) => LETTERS.map((second) => first + second));
  const codes = pairs.flatMap((pair) => LETTERS.map((third) => pair + third));
  return codes.filter((code) => names.of(code) !== undefined);
})();
