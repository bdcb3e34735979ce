import { describe, expect, it } from '@jest/globals';
import { TimeSlices } from './time-slices.js';

describe('TimeSlices', () => {
  it('gives everything else its turn after each slice, however many computations wait', async () => {
    const slices = new TimeSlices();
    const turns: string[] = [];
    const compute = async (name: string) => {
      for (let slice = 0; slice < 3; slice += 1) {
        await slices.pause();
        turns.push(name);
      }
    };
    let computing = true;
    const others = () => {
      turns.push('.');
      if (computing) setImmediate(others);
    };
    setImmediate(others);
    await Promise.all([compute('a'), compute('b')]);
    computing = false;
    expect(turns.filter((turn) => turn !== '.')).toEqual(['a', 'b', 'a', 'b', 'a', 'b']);
    expect(turns.join('')).not.toMatch(/[ab]{2}/);
  });

  it('is due once a slice has been used up', async () => {
    const slices = new TimeSlices();
    await slices.pause();
    const began = performance.now();
    while (!slices.due()) if (performance.now() - began > 1_000) throw new Error('never due');
    await slices.pause();
    expect(slices.due()).toBe(false);
  });
});
