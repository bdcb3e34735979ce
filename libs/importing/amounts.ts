/** Turns a decimal text into a whole number of minor units; undefined: it is no such amount. */
export type AmountReader = (text: string) => number | undefined;

interface AmountFormat {
  readonly currency: string;
  readonly decimal: string;
  /** What stands between groups of digits, such as thousands; absent: nothing does. */
  readonly grouping?: string;
}

/**
 * Reads amounts digit by digit, without ever making them floating-point numbers. More decimals than the currency has
 * are taken only when they are zeros; how many it has is ISO 4217's word.
 */
export const amountReader = ({ currency, decimal, grouping }: AmountFormat): AmountReader => {
  const digits = minorDigits(currency);
  return (text) => {
    const plain = grouping === undefined ? text : text.replaceAll(grouping, '');
    const [whole = '', fraction = '', ...rest] = plain.split(decimal);
    if (rest.length > 0 || !/^-?\d+$/.test(whole) || !/^\d*$/.test(fraction)) return undefined;
    if (/[1-9]/.test(fraction.slice(digits))) return undefined;
    const minor = Number(whole + fraction.slice(0, digits).padEnd(digits, '0'));
    return Number.isSafeInteger(minor) ? minor + 0 : undefined;
  };
};

const minorDigits = (currency: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
