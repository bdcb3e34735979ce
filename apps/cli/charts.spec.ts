import { describe, expect, it } from '@jest/globals';
import { bar, shade } from './charts.js';

describe('a bar', () => {
  it.each([
    [0, ''],
    [-5, ''],
    [0.1, '▏'],
    [50, '██'],
    [56.25, '██▎'],
    [100, '████'],
    [120, '████'],
  ])('of %d in 100, four wide, is "%s"', (value, expected) => {
    expect(bar(value, 100, 4)).toBe(expected);
  });

  it('is empty where nothing is above 0', () => {
    expect(bar(0, 0, 4)).toBe('');
  });
});

describe('a shade', () => {
  it('is the darker, the higher the share', () => {
    expect([0, 0.01, 0.25, 0.5, 0.75, 1].map((share) => shade(share)).join('')).toBe(' ░░▒▓█');
  });
});
