import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { exitOf, onLine, spawnTs, type TsProcess } from '../../../../test/support/spawn-ts.js';
import { FolderTakenError } from '../../embedded-folder/folder-lock.js';
import { newEvents } from '../contract.fixture.js';
import { type RecordedEvent } from '../event-store.port.js';
import { assertFit } from '../../embedded-folder/lmdb-file.js';
import { EmbeddedEventStore, type OpenOptions } from './embedded.event-store.js';
import { toPosition } from './position.js';

const PROGRAMS = new URL('../../../../test/processes/', import.meta.url);
const LONG_TEST = 120_000;
const PATIENCE = 60_000;
const ENDLESS = '1000000';

interface Acknowledged {
  readonly stream: string;
  readonly revision: number;
  readonly position: string;
  readonly ids: readonly string[];
}

/** Whether the last append in it is there with all its events. */
const isWhole = (events: readonly RecordedEvent[]): boolean => {
  const last = events.at(-1);
  return last?.data.index === Number(last?.data.size) - 1;
};

let folder: string;
let children: TsProcess[];

function start<Line>(program: string, args: readonly string[], read: (line: string) => Line) {
  const child = spawnTs(new URL(program, PROGRAMS), [folder, ...args]);
  children.push(child);
  const lines: Line[] = [];
  onLine(child, (line) => lines.push(read(line)));
  const kill = () => {
    child.kill('SIGKILL');
    return exitOf(child);
  };
  return { child, lines, kill };
}

const startAppender = (writer: string, appenders: number, rounds: string) =>
  start(
    'event-appender.ts',
    [writer, appenders.toString(), rounds],
    (line) => JSON.parse(line) as Acknowledged,
  );

async function until(condition: () => boolean): Promise<void> {
  const patience = AbortSignal.timeout(PATIENCE);
  while (!condition()) {
    if (children.some(({ exitCode }) => exitCode)) throw new Error('a process failed: see what it printed');
    await setTimeout(5, undefined, { signal: patience });
  }
}

/** The whole log, after checking what holds of each log however its writers ended. */
async function soundLog(options: OpenOptions = {}): Promise<RecordedEvent[]> {
  const store = await EmbeddedEventStore.open(folder, options);
  try {
    const events = [...(await store.readAll({ limit: Number.MAX_SAFE_INTEGER }))];
    expect(events.map(({ position }) => position)).toEqual(events.map((_, index) => toPosition(index + 1)));
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    const revisions = new Map<string, number>();
    events.forEach(({ stream, revision, data }, index) => {
      expect(revision).toBe((revisions.get(stream) ?? -1) + 1);
      revisions.set(stream, revision);
      if (data.index !== 0) return;
      const whole = events.slice(index, index + Number(data.size));
      expect(whole.map((event) => event.data.append)).toEqual(whole.map(() => data.append));
      expect(whole.at(-1)?.data.index).toBe(Number(data.size) - 1);
    });
    for (const [stream, revision] of revisions) {
      const last = await store.readStream(stream, { direction: 'backwards', limit: 1 });
      expect(last[0]?.revision).toBe(revision);
    }
    return events;
  } finally {
    await store.close();
  }
}

function expectAllIn(events: readonly RecordedEvent[], acknowledged: readonly Acknowledged[]): void {
  const stored = new Map(events.map((event) => [event.id, event]));
  for (const { stream, revision, position, ids } of acknowledged) {
    const last = stored.get(ids.at(-1) ?? '');
    expect(last).toMatchObject({ stream, revision, position });
    expect(ids.filter((id) => !stored.has(id))).toEqual([]);
  }
}

describe('an embedded event store among processes', () => {
  beforeEach(() => {
    children = [];
    folder = temporaryFolder();
  });

  afterEach(async () => {
    for (const child of children) child.kill('SIGKILL');
    await Promise.all(children.map(exitOf));
  });

  it(
    'has all that was acknowledged, and only whole appends, each time it was killed in mid-append',
    async () => {
      const acknowledged: Acknowledged[] = [];
      for (let round = 0; round < 4; round += 1) {
        const appender = startAppender(round.toString(), 64, ENDLESS);
        await until(() => appender.lines.length > 300);
        expect(await appender.kill()).toEqual({ code: null, signal: 'SIGKILL' });
        acknowledged.push(...appender.lines);
        expectAllIn(await soundLog(), acknowledged);
      }
    },
    LONG_TEST,
  );

  it(
    'shows a reader in another process whole appends in their order, and nothing that is not there after a crash',
    async () => {
      const appender = startAppender('a', 64, ENDLESS);
      await until(() => appender.lines.length > 0);
      const reader = await EmbeddedEventStore.open(folder, { readOnly: true });
      const seen: RecordedEvent[] = [];
      try {
        while (seen.length < 3_000) {
          const from = seen.at(-1)?.position;
          const page = await reader.readAll({ ...(from === undefined ? {} : { from }), limit: 500 });
          expect(page.length === 0 || page.length === 500 || isWhole(page)).toBe(true);
          seen.push(...page);
          await setTimeout(1);
        }
        await expect(reader.append('noted-1', newEvents(1), 'no-stream')).rejects.toThrow('open for reading');
        const { signal } = new AbortController();
        await expect(reader.subscribe({ signal })[Symbol.asyncIterator]().next()).rejects.toThrow(
          'for reading',
        );
      } finally {
        await appender.kill();
        await reader.close();
      }
      const events = await soundLog();
      expect(seen).toEqual(events.slice(0, seen.length));
      expectAllIn(events, appender.lines);
    },
    LONG_TEST,
  );

  it(
    'refuses a second writer, and names the first',
    async () => {
      const appender = startAppender('a', 1, ENDLESS);
      await until(() => appender.lines.length > 0);
      const opening = EmbeddedEventStore.open(folder);
      await expect(opening).rejects.toThrow(FolderTakenError);
      await expect(opening).rejects.toThrow(`process ${appender.child.pid ?? 0} writes to ${folder}`);
      await appender.kill();
      await soundLog();
    },
    LONG_TEST,
  );

  it(
    'finds the file whole at each look at it while another process makes it longer',
    async () => {
      const appender = startAppender('a', 64, ENDLESS);
      await until(() => appender.lines.length > 0);
      let looks = 0;
      await until(() => {
        for (let look = 0; look < 500; look += 1) assertFit(folder, { readOnly: true, pages: false });
        looks += 500;
        return appender.lines.length > 5_000;
      });
      expect(looks).toBeGreaterThan(0);
      await appender.kill();
    },
    LONG_TEST,
  );

  it(
    'tells of a disk that is full by an error, loses nothing of what was acknowledged, and goes on when there is room',
    async () => {
      // A limit on the size of files is a full disk to those who write.
      const filler = start('event-filler.ts', [], String);
      await promisify(execFile)('prlimit', [`--pid=${filler.child.pid ?? 0}`, '--fsize=1000000:unlimited']);
      await until(() => filler.lines.some((line) => line.includes('Error')));
      const error = filler.lines.pop();
      expect(error).toContain('StorageFullError: ');
      expect((await soundLog({ readOnly: true })).map(({ id }) => id)).toEqual(filler.lines);

      await promisify(execFile)('prlimit', [`--pid=${filler.child.pid ?? 0}`, '--fsize=unlimited']);
      filler.child.stdin.write('\n');
      expect(await exitOf(filler.child)).toEqual({ code: 0, signal: null });
      expect((await soundLog()).map(({ id }) => id)).toEqual(filler.lines);
    },
    LONG_TEST,
  );
});
