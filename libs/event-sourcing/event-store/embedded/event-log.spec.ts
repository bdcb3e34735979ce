import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { EventStoreError } from '../event-store.port.js';
import { EventLog, type LogEntry } from './event-log.js';

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

  const open = (): EventLog => {
    const another = EventLog.open(folder);
    opened.push(another);
    return another;
  };

  beforeEach(() => {
    folder = temporaryFolder();
    log = open();
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

  it('asks again what to write, when another has appended meanwhile', async () => {
    const another = open();
    await append(another, entry('noted-1', 0));
    const asked: number[] = [];
    const appended = await log.append((next) => {
      asked.push(next);
      const revision = (log.lastRevision('noted-1') ?? -1) + 1;
      return { entries: [entry('noted-1', revision)], result: revision };
    });
    expect([asked, appended]).toEqual([[2], 1]);

    const racing = [log, another].map((each) =>
      each.append((next) => {
        asked.push(next);
        const revision = (each.lastRevision('noted-1') ?? -1) + 1;
        return { entries: [entry('noted-1', revision, `${next}`)], result: revision };
      }),
    );
    expect((await Promise.all(racing)).sort()).toEqual([2, 3]);
    expect(asked).toEqual([2, 3, 3, 4]);
    const { events } = log.slice(2, 10, false);
    expect(events.map(({ id, revision }) => [id, revision])).toEqual([
      ['3', 2],
      ['4', 3],
    ]);
  });

  it('keeps runs of its index that were stored by writes of either kind, in all who have it open', async () => {
    const another = open();
    for (let round = 0; round < 6; round += 1) {
      const [first, second] = round % 2 === 0 ? [log, another] : [another, log];
      await Promise.all([append(first, ...many('noted-1', 2 * round * MANY)), append(second)]);
      await append(second, ...many('noted-1', (2 * round + 1) * MANY));
    }
    for (const each of [log, another, open()]) {
      each.refresh();
      expect(each.lastPlace()).toBe(12 * MANY);
      expect(each.lastRevision('noted-1')).toBe(12 * MANY - 1);
      expect(each.placeOf('noted-1', 7 * MANY)).toBe(7 * MANY + 1);
    }
  });
});
