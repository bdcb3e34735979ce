import { afterEach, describe, expect, it } from '@jest/globals';
import { Arrivals } from './arrivals.js';

describe('Arrivals', () => {
  const opened: Arrivals[] = [];
  const open = (log: string): Arrivals => {
    const arrivals = new Arrivals(log);
    opened.push(arrivals);
    return arrivals;
  };
  const { signal } = new AbortController();

  afterEach(() => {
    for (const arrivals of opened.splice(0)) arrivals.close();
  });

  it('are told to those who wait at the same log, also by another store', async () => {
    const [one, other] = [open('/a/log'), open('/a/log')];
    const waiting = Promise.all([one.next(signal), other.next(signal)]);
    one.tell();
    await waiting;
  });

  it('of another log are not told', async () => {
    const [one, other, third] = [open('/a/log'), open('/another/log'), open('/a/log')];
    let told = false;
    void other.next(signal).then(() => (told = true));
    const waiting = third.next(signal);
    one.tell();
    await waiting;
    expect(told).toBe(false);
  });
});
