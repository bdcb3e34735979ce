import { describe, expect, it } from '@jest/globals';
import { durationText } from './progress.js';

describe('a duration', () => {
  it.each([
    [0.4, '0 s'],
    [59, '59 s'],
    [185, '3 min 5 s'],
    [7_800, '2 h 10 min'],
  ])('of %d seconds is %s', (seconds, text) => {
    expect(durationText(seconds)).toBe(text);
  });
});
