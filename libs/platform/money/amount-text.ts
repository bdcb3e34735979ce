const fractionDigits = new Map<string, number>();

const digitsOf = (currency: string): number => {
  const known = fractionDigits.get(currency);
  if (known !== undefined) return known;
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 0;
  fractionDigits.set(currency, digits);
  return digits;
};

/** Minor units as people write them: 1234 of EUR is `12.34 EUR`, of JPY `1234 JPY`. */
export const amountText = (minor: number, currency: string): string => {
  const digits = digitsOf(currency);
  if (digits === 0) return `${minor} ${currency}`;
  const text = `${minor}`.padStart(digits + 1, '0');
  return `${text.slice(0, -digits)}.${text.slice(-digits)} ${currency}`;
};
