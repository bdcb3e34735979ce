import { describe, expect, it } from '@jest/globals';
import { fractionOf, scaled } from './decimal-fraction.js';

describe('a decimal', () => {
  it.each([
    ['1', { value: 1n, scale: 1n }],
    ['0.9213', { value: 9213n, scale: 10_000n }],
    ['149.50', { value: 14_950n, scale: 100n }],
  ])('%s is a fraction of whole numbers', (text, fraction) => {
    expect(fractionOf(text)).toEqual(fraction);
  });

  it.each(['0', '0.000', '-1', '1e3', '1,5', '.5', '1.', '', '1.0000000000001'])('%s is none', (text) => {
    expect(fractionOf(text)).toBeUndefined();
  });
});

describe('scaling', () => {
  it.each([
    [100, 9213n, 10_000n, 92],
    [50, 1n, 100n, 1],
    [-50, 1n, 100n, -1],
    [49, 1n, 100n, 0],
    [1, 1n, 3n, 0],
    [90_071_992_547_409, 3n, 2n, 135_107_988_821_114],
  ])('%d × %d ÷ %d is %d, halves away from zero', (amount, by, through, expected) => {
    expect(scaled(amount, by, through)).toBe(expected);
  });
});
