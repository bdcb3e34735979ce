import { describe, expect, it } from '@jest/globals';
import { ChangeLog } from './change-log.js';

describe('a log of changes', () => {
  it('tells what came after an end', () => {
    const log = new ChangeLog<number>();
    log.add(1);
    const { end } = log;
    expect(log.since(end)).toEqual([]);
    log.add(2);
    log.add(3);
    expect(log.since(end)).toEqual([2, 3]);
    expect(log.since(0)).toEqual([1, 2, 3]);
  });

  it('says so when it has forgotten some of them, and tells the others rightly', () => {
    const log = new ChangeLog<number>();
    for (let change = 0; change < 100_000; change += 1) log.add(change);
    expect(log.end).toBe(100_000);
    expect(log.since(0)).toBeUndefined();
    expect(log.since(99_998)).toEqual([99_998, 99_999]);
  });
});
