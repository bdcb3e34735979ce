import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Revocations } from './revocations.js';

const STALE = 60_000;

describe('revoked tokens', () => {
  let ids: readonly string[] | Error;
  let clock: number;
  let reported: string | undefined;
  let revocations: Revocations;

  beforeEach(() => {
    jest.useFakeTimers();
    [ids, clock, reported] = [['one'], 0, undefined];
    revocations = new Revocations({
      read: () => (ids instanceof Error ? Promise.reject(ids) : Promise.resolve(ids)),
      stale: STALE,
      clock: () => clock,
      report: (reason) => (reported = reason),
    });
  });

  afterEach(() => {
    revocations.stop();
    jest.useRealTimers();
  });

  const pass = async (milliseconds: number): Promise<void> => {
    clock += milliseconds;
    await jest.advanceTimersByTimeAsync(milliseconds);
  };

  it('are those in the log, and within 5 seconds those that were added', async () => {
    await revocations.start();
    expect([revocations.isRevoked('one'), revocations.isRevoked('two')]).toEqual([true, false]);
    ids = ['one', 'two'];
    await pass(4_000);
    expect(revocations.isRevoked('two')).toBe(true);
  });

  it('are relied on for a bounded time while they can’t be read; then no token is accepted', async () => {
    await revocations.start();
    ids = new Error('the disk is gone');
    await pass(STALE);
    expect(revocations.isRevoked('two')).toBe(false);
    expect(reported).toBeUndefined();
    await pass(4_000);
    expect(() => revocations.isRevoked('two')).toThrow(/^which tokens were revoked is out of reach/);
    expect(reported).toBe('revoked tokens can’t be read: the disk is gone');
    ids = ['two'];
    await pass(4_000);
    expect([revocations.isRevoked('two'), reported]).toEqual([true, undefined]);
  });

  it('that were never read let nobody in', async () => {
    ids = new Error('the disk is gone');
    await revocations.start();
    expect(() => revocations.isRevoked('two')).toThrow(/^which tokens were revoked is out of reach/);
  });
});
