import { describe, expect, it } from '@jest/globals';
import { amountText, minorDigits } from './amount-text.js';

describe('minorDigits', () => {
  it.each([
    ['EUR', 2],
    ['JPY', 0],
    ['KWD', 3],
  ])('of %s are %d', (currency, digits) => {
    expect(minorDigits(currency)).toBe(digits);
  });
});

describe('amountText', () => {
  it.each([
    [123_450, 'USD', '1,234.50 USD'],
    [-5, 'EUR', '-0.05 EUR'],
    [0, 'EUR', '0.00 EUR'],
    [1200, 'JPY', '1,200 JPY'],
    [0, 'JPY', '0 JPY'],
    [1234, 'KWD', '1.234 KWD'],
    [123_456, 'JPY', '123,456 JPY'],
    [9_007_199_254_740_991, 'USD', '90,071,992,547,409.91 USD'],
  ])('of %d minor units of %s is %s', (minor, currency, text) => {
    expect(amountText(minor, currency)).toBe(text);
  });
});
