import { beforeEach, describe, expect, it } from '@jest/globals';
import { RepeatedFailures } from './repeated-failures.js';

describe('RepeatedFailures', () => {
  let time: number;
  let lines: string[];
  let failures: RepeatedFailures;

  beforeEach(() => {
    time = 0;
    lines = [];
    failures = new RepeatedFailures({ write: (line) => lines.push(line), clock: () => time });
  });

  const everySecondFor = (seconds: number, message: (second: number) => string): void => {
    for (let second = 0; second < seconds; second += 1) {
      failures.report(new Error(message(second)));
      time += 1_000;
    }
  };

  it('write a failure once, count it once a minute, and say when it is over', () => {
    everySecondFor(150, (second) => `cannot save 3f0c8a52-93ab-5c0e-8f1d-0a6d5f3b7a11, attempt ${second}`);
    time += 60_000;
    failures.tick();
    const first = 'Error: cannot save 3f0c8a52-93ab-5c0e-8f1d-0a6d5f3b7a11, attempt 0';
    expect(lines).toEqual([
      first,
      `59 times more in a minute: ${first}`,
      `60 times more in a minute: ${first}`,
      `over: ${first} (150 times in 149 s)`,
    ]);
  });

  it('keep different failures apart, and write one anew that comes back', () => {
    everySecondFor(2, () => 'out of reach');
    everySecondFor(1, () => 'refused');
    time += 60_000;
    everySecondFor(1, () => 'out of reach');
    expect(lines).toEqual([
      'Error: out of reach',
      'Error: refused',
      'over: Error: out of reach (2 times in 1 s)',
      'Error: out of reach',
    ]);
  });
});
