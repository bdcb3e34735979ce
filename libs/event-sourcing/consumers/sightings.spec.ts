import { beforeEach, describe, expect, it } from '@jest/globals';
import { Sightings } from './sightings.js';

describe('Sightings', () => {
  let time: number;
  const clock = () => time;

  beforeEach(() => {
    time = 5_000;
  });

  it('tell for how long a value has been seen, from the first look on', () => {
    const sightings = new Sightings(clock);
    expect(sightings.look('a', '1')).toEqual({ age: 0, changed: false });
    time += 70;
    expect(sightings.look('a', '1')).toEqual({ age: 70, changed: false });
    expect(sightings.look('b', '1')).toEqual({ age: 0, changed: false });
    time += 30;
    expect(sightings.look('a', '1')).toEqual({ age: 100, changed: false });
  });

  it('begin anew when it changes', () => {
    const sightings = new Sightings(clock);
    sightings.look('a', '1');
    time += 70;
    expect(sightings.look('a', '2')).toEqual({ age: 0, changed: true });
    time += 70;
    expect(sightings.look('a', '2')).toEqual({ age: 70, changed: true });
  });

  it('count no longer a gap between two looks than was said', () => {
    const sightings = new Sightings(clock, 50);
    sightings.look('a', '1');
    time += 60_000;
    expect(sightings.look('a', '1').age).toBe(50);
    time += 20;
    expect(sightings.look('a', '1').age).toBe(70);
  });
});
