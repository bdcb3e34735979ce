const digits = new Map<string, number>();

/** The number of decimals of a currency by ISO 4217: 2 for EUR, 0 for JPY, 3 for KWD. */
export const minorDigits = (currency: string): number => {
  const known = digits.get(currency);
  if (known !== undefined) return known;
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  const found = format.resolvedOptions().maximumFractionDigits ?? 2;
  digits.set(currency, found);
  return found;
};

/** An amount in minor units as text: `1,234.50 USD` for 123450. Exact: it is never a floating-point number. */
export const amountText = (minor: number, currency: string): string => {
  const decimals = minorDigits(currency);
  const text = String(Math.abs(minor)).padStart(decimals + 1, '0');
  const whole = text.slice(0, text.length - decimals).replace(/\B(?=(\d{3})+$)/g, ',');
  const fraction = decimals === 0 ? '' : `.${text.slice(-decimals)}`;
  return `${minor < 0 ? '-' : ''}${whole}${fraction} ${currency}`;
};
