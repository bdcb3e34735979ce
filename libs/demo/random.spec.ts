import { describe, expect, it } from '@jest/globals';
import { Random } from './random.js';

const some = (random: Random): number[] => Array.from({ length: 5 }, () => random.next());

describe('random numbers', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(some(new Random(1, 2))).toEqual(some(new Random(1, 2)));
    expect(some(new Random(1, 2))).not.toEqual(some(new Random(1, 3)));
    expect(some(new Random(1, 2))).not.toEqual(some(new Random(2, 1)));
  });

  it('are spread evenly', () => {
    const random = new Random(7);
    const tenths = Array.from({ length: 10 }, () => 0);
    for (let draw = 0; draw < 100_000; draw += 1) {
      const tenth = Math.floor(random.next() * 10);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    expect(Math.min(...tenths)).toBeGreaterThan(9_500);
    expect(Math.max(...tenths)).toBeLessThan(10_500);
  });

  it('keep to their bounds and weights', () => {
    const random = new Random(3);
    const dice = Array.from({ length: 1000 }, () => random.whole(1, 6));
    expect([Math.min(...dice), Math.max(...dice)]).toEqual([1, 6]);
    const drawn = Array.from({ length: 1000 }, () =>
      random.weighted([
        ['often', 9],
        ['seldom', 1],
      ]),
    );
    expect(drawn.filter((word) => word === 'often').length).toBeGreaterThan(850);
    expect(drawn).toContain('seldom');
    const mean = Array.from({ length: 10_000 }, () => random.waiting(5)).reduce((a, b) => a + b) / 10_000;
    expect(mean).toBeCloseTo(5, 0);
  });
});
