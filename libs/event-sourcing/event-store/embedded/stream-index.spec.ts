import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { open as openLmdb, type RootDatabase } from 'lmdb';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { type NewEvent } from '../event-store.port.js';
import { EmbeddedEventStore } from './embedded.event-store.js';
import { StreamIndex } from './stream-index.js';

// Two runs and a half of the index.
const ROUNDS = 40;
const STREAMS = 500;

const newEvent = (data = {}): NewEvent => ({
  id: randomUUID(),
  type: 'SomethingNoted',
  data: JSON.stringify(data),
  metadata: '{}',
});

describe('the index of streams', () => {
  let folder: string;
  const opened: EmbeddedEventStore[] = [];

  async function open(): Promise<EmbeddedEventStore> {
    const store = await EmbeddedEventStore.open(folder);
    opened.push(store);
    return store;
  }

  beforeEach(() => {
    folder = temporaryFolder();
  });

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((store) => store.close()));
  });

  /** One event to each of 500 streams, 40 times over, by two stores in turns; streams end at revision 39. */
  async function fill(stores: readonly EmbeddedEventStore[]): Promise<void> {
    for (let round = 0; round < ROUNDS; round += 1) {
      const store = stores[round % stores.length];
      if (store === undefined) throw new Error('There is no store to fill');
      const expected = round === 0 ? 'no-stream' : round - 1;
      const results = await Promise.all(
        Array.from({ length: STREAMS }, (_, stream) =>
          store.append(`old-${stream}`, [newEvent({ round })], expected),
        ),
      );
      expect(results.filter((result) => result.outcome !== 'appended')).toEqual([]);
    }
  }

  it('finds the same over several runs and the tail, in each store and after opening anew', async () => {
    const [first, second] = [await open(), await open()];
    await fill([first, second]);
    const revisions = Array.from({ length: ROUNDS }, (_, revision) => revision);
    for (const store of [first, second, await open()]) {
      for (const stream of ['old-0', 'old-250', `old-${STREAMS - 1}`]) {
        const read = await store.readStream(stream);
        expect(read.map(({ revision }) => revision)).toEqual(revisions);
        expect(read.map(({ data }) => data.round)).toEqual(revisions);
        expect(new Set(read.map((event) => event.stream))).toEqual(new Set([stream]));
        const backwards = await store.readStream(stream, { direction: 'backwards' });
        expect(backwards).toEqual([...read].reverse());
      }
    }
  });

  it('reads parts that begin and end in different runs', async () => {
    const store = await open();
    await fill([store]);
    const revisions = async (options: Parameters<EmbeddedEventStore['readStream']>[1]) =>
      (await store.readStream('old-7', options)).map(({ revision }) => revision);
    expect(await revisions({ from: 14, limit: 5 })).toEqual([14, 15, 16, 17, 18]);
    expect(await revisions({ from: 30, limit: 6 })).toEqual([30, 31, 32, 33, 34, 35]);
    expect(await revisions({ from: 18, limit: 4, direction: 'backwards' })).toEqual([18, 17, 16, 15]);
    expect(await revisions({ from: 2, direction: 'backwards' })).toEqual([2, 1, 0]);
    expect(await revisions({ from: ROUNDS })).toEqual([]);
  });

  it('knows the end of a stream that stands in an old run alone', async () => {
    const store = await open();
    await store.append('early-1', [newEvent(), newEvent()], 'no-stream');
    await fill([store]);
    const reopened = await open();
    const conflict = { outcome: 'conflict', actual: 1 };
    expect(await reopened.append('early-1', [newEvent()], 'no-stream')).toEqual(conflict);
    expect(await reopened.append('early-1', [newEvent()], 1)).toMatchObject({ revision: 2 });
    expect(await store.append('early-1', [newEvent()], 2)).toMatchObject({ revision: 3 });
    expect(await reopened.readStream('early-1')).toHaveLength(4);
    expect(await reopened.append('early-2', [newEvent()], 0)).toMatchObject({ actual: 'no-stream' });
  });

  it('finds a stream in whichever of seventy runs its events stand', async () => {
    const root = openLmdb({ path: folder, noSubdir: false });
    const index = new StreamIndex(root, () => []);
    const revisions = new Map<string, number>();
    const places = new Map<string, number[]>();
    let place = 0;
    const add = (stream: string) => {
      const revision = revisions.get(stream) ?? 0;
      place += 1;
      revisions.set(stream, revision + 1);
      places.set(stream, [...(places.get(stream) ?? []), place]);
      index.add({ place, stream, revision, length: 1_000_000 });
    };
    for (let run = 0; run < 70; run += 1) {
      // Those of whole groups of runs, of a run, and of some runs far from each other.
      for (const every of [1, 7, 31, 32, 33, 64]) if (run % every === 0) add(`every-${every}`);
      add(`only-${run}`);
      while (!root.transactionSync(() => addedRun(index))) add(`filler-${run}`);
    }
    for (const each of [index, reopened(root)]) {
      for (const [stream, expected] of places) {
        expect(each.lastRevision(stream)).toBe(expected.length - 1);
        expect(each.places(stream, 0, 1_000, false)).toEqual(expected);
        expect(each.places(stream, expected.length - 1, 1_000, true)).toEqual(expected.toReversed());
      }
      expect(each.lastRevision('none-1')).toBeUndefined();
    }
    await root.close();
  });
});

/** Stores the tail as a run once it is long, and says whether it was. */
function addedRun(index: StreamIndex): boolean {
  const run = index.storeLongTail();
  if (run) index.addRun(run);
  return run !== undefined;
}

function reopened(root: RootDatabase): StreamIndex {
  const index = new StreamIndex(root, () => []);
  index.loadRuns(Infinity);
  return index;
}
