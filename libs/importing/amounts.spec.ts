import { describe, expect, it } from '@jest/globals';
import { amountReader } from './amounts.js';

const dollars = amountReader({ currency: 'USD', decimal: '.' });

describe('an amount', () => {
  it.each([
    ['29.33', 2933],
    ['0.00', 0],
    ['1054', 105_400],
    ['7.5', 750],
    ['5.', 500],
    ['-3.10', -310],
    ['-0', 0],
    ['1.290', 129],
    // As a floating-point number times 100 it would be 110.00000000000001, and 4.35 would be 434.99999999999994.
    ['1.10', 110],
    ['4.35', 435],
    ['90071992547409.91', 9_007_199_254_740_991],
  ])('%s US dollars are %d cents', (text, minor) => {
    expect(dollars(text)).toBe(minor);
  });

  it.each(['', 'free', '1.234', '1,5', '1.2.3', '.5', '1e3', '$3', '90071992547409.92'])(
    'is not %j in US dollars',
    (text) => {
      expect(dollars(text)).toBeUndefined();
    },
  );

  it('has as many decimals as its currency', () => {
    expect(amountReader({ currency: 'JPY', decimal: '.' })('1200')).toBe(1200);
    expect(amountReader({ currency: 'JPY', decimal: '.' })('1200.5')).toBeUndefined();
    expect(amountReader({ currency: 'KWD', decimal: '.' })('1.234')).toBe(1234);
  });

  it('may be written with a decimal comma and groups', () => {
    const euros = amountReader({ currency: 'EUR', decimal: ',', grouping: '.' });
    expect(euros('1.234.567,89')).toBe(123_456_789);
  });
});
