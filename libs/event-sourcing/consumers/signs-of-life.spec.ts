import { beforeEach, describe, expect, it } from '@jest/globals';
import { type LeasedCheckpointDocument } from './checkpoint.documents.js';
import { SignsOfLife } from './signs-of-life.js';

const DURATION = 1_000;

describe('SignsOfLife', () => {
  let time: number;
  let looks: number;
  let alive: ReadonlySet<string>;
  let released: ReadonlySet<string>;
  const beats = new Map<string, number>();
  let signs: SignsOfLife;

  beforeEach(() => {
    [time, looks] = [0, 0];
    [alive, released] = [new Set(['one', 'two']), new Set()];
    beats.clear();
    const pass = (milliseconds: number): Promise<void> => {
      time += milliseconds;
      for (const id of alive) beats.set(id, (beats.get(id) ?? 0) + 1);
      return Promise.resolve();
    };
    signs = new SignsOfLife({ duration: DURATION, clock: () => time, wait: pass });
  });

  const look = (): Promise<LeasedCheckpointDocument[]> => {
    looks += 1;
    const leases = ['one', 'two'].map((_id) => ({
      _id,
      owner: 'somebody',
      epoch: 1,
      heartbeat: beats.get(_id) ?? 0,
      released: released.has(_id),
    }));
    return Promise.resolve(leases);
  };

  it('watches holders that it doesn’t know until each has given a sign', async () => {
    expect(await signs.gone(look)).toEqual(new Set());
    expect([looks, time < DURATION]).toEqual([2, true]);
  });

  it('names one that gave no sign for the duration of a lease, and waits no longer than that', async () => {
    alive = new Set(['one']);
    expect(await signs.gone(look)).toEqual(new Set(['two']));
    expect(time).toBe(DURATION);
  });

  it('names one that let go, without waiting for a sign of it', async () => {
    released = new Set(['two']);
    expect(await signs.gone(look)).toEqual(new Set(['two']));
    expect(time).toBeLessThan(DURATION);
  });

  it('does without waiting where it has looked lately', async () => {
    await signs.gone(look);
    const before = time;
    alive = new Set();
    time += DURATION / 2;
    expect(await signs.gone(look)).toEqual(new Set());
    time += DURATION / 2;
    expect(await signs.gone(look)).toEqual(new Set(['one', 'two']));
    expect(time).toBe(before + DURATION);
  });

  it('does not take a sign from long ago for a new one', async () => {
    await signs.gone(look);
    beats.set('one', 100);
    alive = new Set();
    time += 10 * DURATION;
    expect(await signs.gone(look)).toEqual(new Set(['one', 'two']));
  });
});
