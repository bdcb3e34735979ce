import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { EventStoreError } from '../event-store.port.js';
import { EventLog } from './event-log.js';
import { type LogEntry } from './stored-record.js';

const entry = (stream: string, revision: number, id = 'a'): LogEntry => ({
  stream,
  revision,
  event: { id, type: 'SomethingNoted', data: '{}', metadata: '{}' },
});

/** More than a run of the index holds. */
const MANY = 10_000;
const many = (stream: string, from = 0): LogEntry[] =>
  Array.from({ length: MANY }, (_, index) => entry(stream, from + index));

describe('the log of events', () => {
  let folder: string;
  let log: EventLog;
  const opened: EventLog[] = [];

  const open = async (): Promise<EventLog> => {
    const another = await EventLog.open(folder);
    opened.push(another);
    return another;
  };

  beforeEach(async () => {
    folder = temporaryFolder();
    log = await open();
  });

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((each) => each.close()));
  });

  /** Appends these entries, and returns the place of the first. */
  const append = (to: EventLog, ...entries: LogEntry[]): Promise<number> =>
    to.append((next) => ({ entries, result: next }));

  it('is left as it was when what to write could not be decided', async () => {
    await append(log, ...many('noted-1'));
    await append(log, entry('noted-2', 0));
    const failing = log.append(() => {
      throw new Error('failed');
    });
    await expect(failing).rejects.toThrow(EventStoreError);
    await expect(failing).rejects.toThrow('The event log could not be written: failed');
    expect(log.lastPlace()).toBe(MANY + 1);
    expect([log.lastRevision('noted-1'), log.lastRevision('noted-2')]).toEqual([MANY - 1, 0]);
    expect(await append(log, entry('noted-2', 1))).toBe(MANY + 2);
    expect(log.placeOf('noted-1', 5_000)).toBe(5_001);
    expect(log.placeOf('noted-2', 1)).toBe(MANY + 2);
  });

  it('shows an append whole or not at all at each look at it, and finds what it shows', async () => {
    for (const round of Array.from({ length: 20 }, (_, index) => index)) {
      const appending = append(log, entry('noted-1', 2 * round), entry('noted-1', 2 * round + 1));
      let done = false;
      const answered = appending.then(() => (done = true));
      while (!done) {
        log.refresh();
        const place = log.lastPlace();
        expect(place % 2).toBe(0);
        expect(log.lastRevision('noted-1') ?? -1).toBe(place - 1);
        expect(log.streamSlice('noted-1', 0, 100, false).events).toHaveLength(place);
        await new Promise(setImmediate);
      }
      await answered;
      expect(log.lastRevision('noted-1')).toBe(2 * round + 1);
    }
  });

  it('keeps runs of its index that were stored, also for those who read it', async () => {
    const reading = await open();
    for (let round = 0; round < 4; round += 1) await append(log, ...many('noted-1', round * MANY));
    for (const each of [log, reading, await open()]) {
      each.refresh();
      expect(each.lastPlace()).toBe(4 * MANY);
      expect(each.lastRevision('noted-1')).toBe(4 * MANY - 1);
      expect(each.placeOf('noted-1', 3 * MANY)).toBe(3 * MANY + 1);
    }
  }, 300_000);

  it('refuses to write where something else has written meanwhile', async () => {
    const another = await open();
    const racing = await Promise.allSettled([log, another].map((each) => append(each, entry('noted-1', 0))));
    expect(racing).toContainEqual({ status: 'fulfilled', value: 1 });
    expect(racing).toContainEqual({
      status: 'rejected',
      reason: new EventStoreError(`something else has written to the log in ${folder}`),
    });
  });
});
