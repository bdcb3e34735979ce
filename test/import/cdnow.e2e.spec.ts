import { beforeAll, expect, it } from '@jest/globals';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../../libs/event-sourcing/testing.js';
import { configOf, importInto, logOf, type Said } from './import-into.js';
import { dataSet, describeWithData, inRepo } from './data-sets.js';
import { withQuestions } from '../../apps/cli/opened.js';
import { type CustomerFiguresList } from '../../libs/analytics/customers/customers.answers.js';
import { type PurchaseReportAnswer } from '../../libs/analytics/purchases/purchases.answers.js';
import { openEventStore } from '../../libs/event-sourcing/open-stores.js';
import { exitOf, spawnTs } from '../support/spawn-ts.js';
import { onServers, storesOf } from '../support/stores.js';
import { until } from '../support/until.js';

const FILE = dataSet('cdnow-sample.txt');
const MAPPING = 'cdnow.yaml';
const ALL = { rows: 6_919, commands: 9_276, refused: 0, refusedFile: null };
const MINUTES = onServers ? 180_000 : 60_000;

/** Whether the log of another process has so many events; false as well while that process is creating it. */
const hasAtLeast = async (folder: string, count: number): Promise<boolean> => {
  const { eventStore, streamPrefix } = configOf(folder);
  try {
    const store = await openEventStore(eventStore, true, undefined, { streamPrefix });
    const found = await store.readAll({ limit: count });
    await store.close();
    return found.length === count;
  } catch {
    return false;
  }
};

describeWithData('the CDNOW sample', () => {
  let folder: string;
  let whole: Said[];

  beforeAll(async () => {
    folder = temporaryFolder();
    expect(await importInto(folder, FILE, MAPPING)).toEqual({ ...ALL, accepted: 9_276, repeated: 0 });
    whole = await logOf(folder);
  }, 3 * MINUTES);

  it('goes in as one order for each row, also for the 21 that repeat another, of customers registered once', () => {
    const streams = (type: string) =>
      new Set(whole.filter((event) => event.type === type).map(({ stream }) => stream)).size;
    expect(streams('ExternalIdClaimed')).toBe(2 * 2_357);
    expect(whole).toHaveLength(9_276 + 2 * 2_357);
    expect(streams('CustomerRegistered')).toBe(2_357);
    expect(streams('OrderPlaced')).toBe(6_919);
  });

  it(
    'imported again appends nothing',
    async () => {
      expect(await importInto(folder, FILE, MAPPING)).toEqual({ ...ALL, accepted: 0, repeated: 9_276 });
      expect(await logOf(folder)).toEqual(whole);
    },
    3 * MINUTES,
  );

  it(
    'with rows added brings in those alone',
    async () => {
      const lines = (await readFile(FILE, 'utf8')).trimEnd().split('\n');
      const [part, growing] = [temporaryFolder(), join(temporaryFolder(), 'growing.txt')];
      await writeFile(growing, lines.filter((_, index) => index % 3 !== 1).join('\n'));
      const first = await importInto(part, growing, MAPPING);
      expect(first).toMatchObject({ rows: 4_613, repeated: 0, refused: 0 });
      await writeFile(growing, lines.join('\n'));
      const rest = 9_276 - first.commands;
      expect(await importInto(part, growing, MAPPING)).toEqual({
        ...ALL,
        accepted: rest,
        repeated: first.commands,
      });
    },
    4 * MINUTES,
  );

  it(
    'killed in the middle and imported again leaves the very log of an unbroken import',
    async () => {
      const broken = temporaryFolder();
      const child = spawnTs(
        inRepo('apps/cli/main.ts'),
        [
          ...['import', FILE, '--mapping', inRepo(`mappings/${MAPPING}`), '--data', broken, '--json'],
          ...['--refused', join(broken, 'refused.ndjson')],
        ],
        { env: { ...process.env, ...storesOf(broken) } },
      );
      // A registration appends one event more for each of its two external ids.
      await until('a thousand commands imported', () => hasAtLeast(broken, 2_000), MINUTES);
      child.kill('SIGKILL');
      expect(await exitOf(child)).toEqual({ code: null, signal: 'SIGKILL' });
      const { accepted, repeated, ...counts } = await importInto(broken, FILE, MAPPING);
      expect(counts).toEqual(ALL);
      expect(accepted).toBeGreaterThan(0);
      expect(repeated).toBeGreaterThanOrEqual(1_000);
      expect(accepted + repeated).toBe(9_276);
      expect(await logOf(broken)).toEqual(whole);
    },
    4 * MINUTES,
  );

  it(
    'comes out as the published figures',
    async () => {
      await withQuestions(configOf(folder), { patience: MINUTES / 1_000 }, async (questions) => {
        const bought = await questions.ask('/v1/analytics/purchases?groupBy=quarter');
        expect(bought.json<PurchaseReportAnswer>().totals[0]).toMatchObject({
          customers: 2_357,
          orders: 6_919,
          currency: 'USD',
          gross: 24_409_194,
          refunded: 0,
          net: 24_409_194,
        });
        const calibration = await questions.ask('/v1/analytics/purchases?groupBy=quarter&asOf=1997-09-30');
        // 2,357 first purchase days and 2,457 repeated ones.
        expect(calibration.json<PurchaseReportAnswer>().totals[0]).toMatchObject({ purchaseDays: 4_814 });
        const best = await questions.ask('/v1/analytics/customers?sort=-spend&limit=1');
        const [first] = best.json<CustomerFiguresList>().items;
        expect(first?.spend.net).toBe(first?.lifetimeValue.historic);
      });
    },
    3 * MINUTES,
  );
});
