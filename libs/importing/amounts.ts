import { minorDigits } from '../platform/money/index.js';

/** Turns a decimal text into a whole number of minor units; undefined if it isn't one. */
export type AmountReader = (text: string) => number | undefined;

interface AmountFormat {
  readonly currency: string;
  readonly decimal: string;
  /** Separator between groups of digits, such as thousands; default: none. */
  readonly grouping?: string;
}

/**
 * Reads amounts digit by digit, without ever making them floating-point numbers. More decimals than the currency has
 * (ISO 4217) are accepted only if they are zeros.
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
