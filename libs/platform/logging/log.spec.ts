import { beforeEach, describe, expect, it } from '@jest/globals';
import { Writable } from 'node:stream';
import { EventStoreError } from '../../event-sourcing/core.js';
import { failureLine, loggedFailure } from './failure.js';
import { type Log, nestLog, newLog } from './log.js';

describe('the log', () => {
  let written: string;
  let log: Log;

  beforeEach(() => {
    written = '';
    const output = new Writable({
      write: (chunk, _, done) => {
        written += String(chunk);
        done();
      },
    });
    log = newLog('warn', output);
  });

  const lines = (): unknown[] =>
    written
      .trim()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as unknown);

  const failure = (): Error =>
    Object.assign(new TypeError('there is nobody called Ada Lovelace'), {
      code: 'ERR_NOBODY',
      input: 'Ada Lovelace',
    });

  it('is a line of JSON each time, with level and time, from its level on', () => {
    log.info('not shown');
    nestLog(log).warn('slow', 'projector');
    nestLog(log).error('stopped', 'projector');
    const time: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/);
    expect(lines()).toEqual([
      { level: 'warn', time, part: 'projector', msg: 'slow' },
      { level: 'error', time, part: 'projector', msg: 'stopped' },
    ]);
  });

  it('names a failure and where it was thrown, and quotes nothing of it', () => {
    log.error(failure(), 'a request failed');
    log.error({ err: failure(), req: { headers: { authorization: 'Bearer x' } }, res: {} }, 'failed');
    nestLog(log).error(failure(), failure().stack, 'http');
    nestLog(log).error('failed', failure().stack);
    nestLog(log).error({ name: 'Ada Lovelace' });
    expect(lines()).toHaveLength(5);
    expect(written).not.toMatch(/Ada|Lovelace|Bearer|\\n/);
  });

  it('has the sentence of an error of its own', () => {
    expect(failureLine(new EventStoreError('the log is on a disk that is full'))).toMatch(
      /^EventStoreError: the log is on a disk that is full$/,
    );
    expect(failureLine(failure())).toMatch(/^TypeError ERR_NOBODY at /);
    expect(failureLine('Ada')).toBe('string');
    expect(loggedFailure(failure())).toEqual({
      error: 'TypeError',
      code: 'ERR_NOBODY',
      at: expect.stringMatching(/\d+:\d+/),
    });
  });
});
