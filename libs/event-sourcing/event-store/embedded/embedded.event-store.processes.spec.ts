import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { exitOf, onLine, spawnTs, type TsProcess } from '../../../../test/support/spawn-ts.js';
import { newEvents } from '../contract.fixture.js';
import { type LoggedEvent } from '../event-store.port.js';
import { assertDataFile } from './data-file.js';
import { EmbeddedEventStore } from './embedded.event-store.js';
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

interface Seen {
  readonly id: string;
  readonly position: string;
}

const parseSeen = (line: string) => JSON.parse(line) as Seen;

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
async function soundLog(): Promise<LoggedEvent[]> {
  const store = await EmbeddedEventStore.open(folder);
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

function expectAllIn(events: readonly LoggedEvent[], acknowledged: readonly Acknowledged[]): void {
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
    'keeps one exact order with four processes of 16 appenders, one of them killed, and a subscriber in a fifth',
    async () => {
      const subscriber = start('event-subscriber.ts', [], parseSeen);
      const lasting = ['a', 'b', 'c'].map((writer) => startAppender(writer, 16, '60'));
      const killed = startAppender('d', 16, ENDLESS);
      await until(() => killed.lines.length > 200);
      await killed.kill();
      for (const { child } of lasting) expect(await exitOf(child)).toEqual({ code: 0, signal: null });

      const acknowledged = [...lasting, killed].flatMap(({ lines }) => lines);
      await until(() => {
        const seen = new Set(subscriber.lines.map(({ id }) => id));
        return acknowledged.every(({ ids }) => ids.every((id) => seen.has(id)));
      });
      await subscriber.kill();

      const events = await soundLog();
      expectAllIn(events, acknowledged);
      const seen = subscriber.lines;
      expect(seen).toEqual(events.slice(0, seen.length).map(({ id, position }) => ({ id, position })));
    },
    LONG_TEST,
  );

  it(
    'keeps nothing that a subscriber saw from being there after everyone was killed',
    async () => {
      const subscriber = start('event-subscriber.ts', [], parseSeen);
      const appenders = ['a', 'b', 'c', 'd'].map((writer) => startAppender(writer, 16, ENDLESS));
      await until(() => subscriber.lines.length > 2_000);
      await Promise.all([...appenders, subscriber].map(({ kill }) => kill()));

      const events = await soundLog();
      const seen = subscriber.lines;
      expect(seen).toEqual(events.slice(0, seen.length).map(({ id, position }) => ({ id, position })));
      expectAllIn(
        events,
        appenders.flatMap(({ lines }) => lines),
      );
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
        for (let look = 0; look < 500; look += 1) assertDataFile(join(folder, 'data.mdb'));
        looks += 500;
        return appender.lines.length > 20_000;
      });
      expect(looks).toBeGreaterThan(0);
      await appender.kill();
    },
    LONG_TEST,
  );

  it(
    'lets others go on, and shows nothing of it, when a writer is killed inside its transaction',
    async () => {
      const subscriber = start('event-subscriber.ts', [], parseSeen);
      const appender = startAppender('a', 16, ENDLESS);
      await until(() => appender.lines.length > 0);
      const holder = start('event-log-holder.ts', [], String);
      await until(() => holder.lines.length === 1);
      await holder.kill();
      const before = appender.lines.length;
      await until(() => appender.lines.length > before + 200);
      await appender.kill();

      const events = await soundLog();
      expectAllIn(events, appender.lines);
      await until(() => subscriber.lines.length === events.length);
      const ids = [...events, ...subscriber.lines].map(({ id }) => id);
      expect(ids).not.toContain(holder.lines[0]);
    },
    LONG_TEST,
  );

  it(
    'goes on, and shows nothing of an append, while another process keeps it from being written',
    async () => {
      const store = await EmbeddedEventStore.open(folder);
      try {
        await store.append('noted-1', newEvents(1), 'no-stream');
        const holder = start('event-log-holder.ts', [], String);
        await until(() => holder.lines.length === 1);
        const appending = store.append('noted-1', newEvents(2), 0);
        for (let look = 0; look < 10; look += 1) {
          await setTimeout(5);
          expect(await store.readStream('noted-1')).toHaveLength(1);
          expect(await store.head()).toBe(toPosition(1));
        }
        await holder.kill();
        expect(await appending).toEqual({ outcome: 'appended', revision: 2, position: toPosition(3) });
        expect(await store.readStream('noted-1')).toHaveLength(3);
      } finally {
        await store.close();
      }
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
      expect(error).toContain('EventStoreError: The event log could not be written: ');
      expect((await soundLog()).map(({ id }) => id)).toEqual(filler.lines);

      await promisify(execFile)('prlimit', [`--pid=${filler.child.pid ?? 0}`, '--fsize=unlimited']);
      filler.child.stdin.write('\n');
      expect(await exitOf(filler.child)).toEqual({ code: 0, signal: null });
      expect((await soundLog()).map(({ id }) => id)).toEqual(filler.lines);
    },
    LONG_TEST,
  );
});
