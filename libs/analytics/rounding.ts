/** To whole minor units, halves towards positive infinity. */
export const toMinor = (amount: number): number => Math.round(amount);

/** To two decimals: for means of days and orders per month. */
export const toHundredths = (value: number): number => Math.round(value * 100) / 100;

/** To four decimals: for rates between 0 and 1. */
export const toRate = (value: number): number => Math.round(value * 10_000) / 10_000;
