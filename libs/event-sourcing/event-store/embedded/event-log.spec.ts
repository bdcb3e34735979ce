import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventLog } from './event-log.js';

const event = (id: string) => ({ id, type: 'SomethingNoted', data: '{}', metadata: '{}' });

describe('a transaction that fails', () => {
  let folder: string;
  let log: EventLog;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dossier-event-log-'));
    log = EventLog.open(folder);
  });

  afterEach(async () => {
    await log.close();
    await rm(folder, { recursive: true });
  });

  function fail(write: () => void): void {
    const failing = () => {
      log.transaction(() => {
        write();
        throw new Error('failed');
      });
    };
    expect(failing).toThrow('failed');
  }

  it('leaves nothing behind, in the log and in the index', () => {
    fail(() => log.write('noted-1', 0, event('a')));
    expect(log.lastPlace()).toBe(0);
    expect(log.lastRevision('noted-1')).toBeUndefined();
    expect(log.transaction(() => log.write('noted-2', 0, event('b')))).toBe(1);
    expect(log.streamSlice('noted-2', 0, 10, false).events).toMatchObject([{ id: 'b' }]);
  });

  it('leaves what was there before, also what stood in a run of the index', () => {
    log.transaction(() => {
      for (let revision = 0; revision < 10_000; revision += 1) log.write('noted-1', revision, event('a'));
    });
    log.transaction(() => log.write('noted-2', 0, event('b')));
    fail(() => {
      for (let revision = 1; revision < 10_000; revision += 1) log.write('noted-2', revision, event('c'));
    });
    expect(log.lastPlace()).toBe(10_001);
    expect([log.lastRevision('noted-1'), log.lastRevision('noted-2')]).toEqual([9_999, 0]);
    expect(log.placeOf('noted-1', 5_000)).toBe(5_001);
  });
});
