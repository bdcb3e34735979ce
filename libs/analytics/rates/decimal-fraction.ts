/** A positive number as a fraction of whole ones: `value ÷ scale`. */
export interface Fraction {
  readonly value: bigint;
  /** A power of ten. */
  readonly scale: bigint;
}

const DECIMAL = /^(\d{1,9})(?:\.(\d{1,12}))?$/;

/** A decimal such as `1.0834`; undefined: it is none, or 0. */
export const fractionOf = (decimal: string): Fraction | undefined => {
  const [, whole, part = ''] = DECIMAL.exec(decimal) ?? [];
  if (whole === undefined) return undefined;
  const value = BigInt(whole + part);
  return value === 0n ? undefined : { value, scale: 10n ** BigInt(part.length) };
};

/** `amount × by ÷ through` as a whole number, halves away from zero; the last two are positive. */
export const scaled = (amount: number, by: bigint, through: bigint): number => {
  const product = BigInt(Math.abs(amount)) * by;
  const rounded = (2n * product + through) / (2n * through);
  return amount < 0 ? -Number(rounded) : Number(rounded);
};
