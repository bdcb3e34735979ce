import { describe, expect, it } from '@jest/globals';
import { Standstill } from './standstill.js';

const at = (position: number) => ({ name: 'directory', words: `at position ${position}` });

describe('a standstill', () => {
  it('is what has not moved for as long as patience lasts', () => {
    const standstill = new Standstill(100);
    expect(standstill.among([at(1)], 0)).toEqual([]);
    expect(standstill.among([at(1)], 99)).toEqual([]);
    expect(standstill.among([at(1)], 100)).toEqual([at(1)]);
  });

  it('is over with every move, however small', () => {
    const standstill = new Standstill(100);
    for (let step = 0; step < 20; step += 1) expect(standstill.among([at(step)], step * 90)).toEqual([]);
  });

  it('is that of each thing by itself, counted anew for one that was gone meanwhile', () => {
    const standstill = new Standstill(100);
    const stuck = { name: 'profile', words: 'catching up' };
    standstill.among([at(1), stuck], 0);
    standstill.among([stuck], 60);
    expect(standstill.among([at(1), stuck], 120)).toEqual([stuck]);
  });
});
