import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runChild } from '../child.js';
import { type BenchContext, type Figure, type Measurement } from '../figure.js';
import { eventsFolderOf, fillLog } from '../large-log.js';
import { inTurns } from '../turns.js';

const GIGABYTE = 1024 ** 3;
const MOST_MEMORY = 2 * GIGABYTE;

interface Rebuilt {
  readonly events: number;
  readonly seconds: number;
  readonly own: number;
  readonly resident: number;
}

const gigabytes = (bytes: number): string => `${(bytes / GIGABYTE).toFixed(2)} GB`;

/** Each side is a process of its own, so there is no warming up: both start cold, and the log is in the page cache. */
const measure = async (
  { folder, largeLog }: BenchContext,
  rounds: number,
  only: readonly string[],
): Promise<Measurement> => {
  const log = eventsFolderOf(await largeLog());
  const rebuilt: Rebuilt[] = [];
  const comparison = await inTurns(
    'events/s',
    rounds,
    async () => {
      const into = join(folder, `read-models-${rebuilt.length}`);
      const args = ['--log', log, '--into', into, ...only];
      const done = (await runChild('test/load/programs/rebuild.js', args)) as Rebuilt;
      rebuilt.push(done);
      // Gigabytes of it would stay in the page cache, and be written to disk while the next round is measured.
      await rm(into, { recursive: true });
      return done.events / done.seconds;
    },
    async () => {
      const done = (await runChild('test/load/programs/read-log.js', ['--log', log])) as Rebuilt;
      return done.events / done.seconds;
    },
    0,
  );
  const own = Math.max(...rebuilt.map((each) => each.own));
  const resident = Math.max(...rebuilt.map((each) => each.resident));
  return {
    ...comparison,
    note: `memory at most ${gigabytes(own)}, with the pages of mapped files ${gigabytes(resident)}`,
    ...(own < MOST_MEMORY ? {} : { missed: `memory stays under ${gigabytes(MOST_MEMORY)}` }),
  };
};

export const rebuildPurchases: Figure = {
  name: 'rebuilding purchases alone',
  about: 'over the large log ÷ reading and parsing its events',
  target: { atLeast: 0.25 },
  measure: (context) => measure(context, 3, ['--only', 'purchases']),
};

export const rebuildAll: Figure = {
  name: 'rebuilding all projections',
  about: 'over the large log ÷ reading and parsing its events; under 2 GB of memory',
  target: { atLeast: 0.05 },
  measure: (context) => measure(context, 3, []),
};

/** Enough for a rebuild of some seconds; both logs are filled for this figure. */
const MOST_EVENTS = 200_000;

export const rebuildEncrypted: Figure = {
  name: 'rebuilding all projections, encrypted',
  about: 'over a log with personal data encrypted ÷ over the same histories as plain text',
  target: { atLeast: 0.85 },
  measure: async ({ folder, events, say }) => {
    const logs = { encrypted: join(folder, 'encrypted'), plain: join(folder, 'plain') };
    for (const data of ['encrypted', 'plain'] as const)
      await fillLog(logs[data], Math.min(events, MOST_EVENTS), say, data);
    const side = (data: keyof typeof logs) => async () => {
      const into = join(folder, `read-models-${data}`);
      const args = ['--log', eventsFolderOf(logs[data]), '--into', into];
      const done = (await runChild('test/load/programs/rebuild.js', args)) as Rebuilt;
      await rm(into, { recursive: true });
      return done.events / done.seconds;
    };
    return inTurns('events/s', 3, side('encrypted'), side('plain'), 0);
  },
};
