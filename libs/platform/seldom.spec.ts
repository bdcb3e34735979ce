import { describe, expect, it } from '@jest/globals';
import { ReadStoreError } from '../event-sourcing/core.js';
import { seldom } from './seldom.js';

describe('an error that comes again and again', () => {
  it('is logged at once, and then at most once a minute with how many came meanwhile', () => {
    let time = 0;
    const lines: string[] = [];
    const report = seldom(
      (text) => lines.push(text),
      () => time,
    );
    for (let round = 0; round < 1_000; round += 1) {
      report(new ReadStoreError('no room'));
      report(new ReadStoreError('no network'));
    }
    expect(lines).toEqual(['no room', 'no network']);
    time += 60_000;
    report(new ReadStoreError('no room'));
    report(new ReadStoreError('no room'));
    expect(lines).toEqual(['no room', 'no network', 'no room (and 999 times before)']);
  });

  it('has its stack when it is not the sentence of a store', () => {
    const lines: string[] = [];
    seldom((text) => lines.push(text))(new TypeError('oops'));
    expect(lines[0]).toContain('seldom.spec');
  });
});
