import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Impediments } from '../health/impediments.js';
import {
  type IndexDeclaration,
  type PositionedDocument,
  type ReadStore,
  ReadStoreError,
  type StoredDocument,
} from '../read-store/read-store.port.js';
import { eventually } from '../testing/eventually.js';
import { RunnerHarness, SHORT_LEASE } from '../testing/runner.harness.js';
import { append, orders, placed, spend } from '../testing/shop.fixture.js';

const REFUSAL = 'the disk is full';

/** A store that can be made to refuse documents, and remembers what it was asked for. */
class WatchedStore {
  refusing = false;
  readonly indexed: string[] = [];
  readonly written: { readonly name: string; readonly likelyNew: readonly string[] }[] = [];

  over(store: ReadStore): ReadStore {
    return {
      indexesLate: true,
      collection: <D extends StoredDocument>(name: string) => {
        const collection = store.collection<D>(name);
        return Object.assign(Object.create(collection) as typeof collection, {
          writeIfNewer: async (...asked: Parameters<typeof collection.writeIfNewer>) => {
            if (this.refusing) throw new ReadStoreError(REFUSAL);
            const [documents, { likelyNew = () => false } = {}] = asked;
            const ids = Array.from(documents, ({ _id }: PositionedDocument) => _id);
            this.written.push({ name, likelyNew: ids.filter(likelyNew) });
            await collection.writeIfNewer(...asked);
          },
        });
      },
      ensureIndexes: async (name: string, indexes: readonly IndexDeclaration[]) => {
        const [found] = await store.collection(name).find({}, { limit: 1 });
        this.indexed.push(`${name}: ${indexes.length} over ${found ? 'documents' : 'nothing'}`);
        await store.ensureIndexes(name, indexes);
        return `${name} is not sharded`;
      },
      dropCollection: (name) => store.dropCollection(name),
      collectionNames: () => store.collectionNames(),
      close: () => Promise.resolve(),
    };
  }
}

describe('A projection whose store', () => {
  let harness: RunnerHarness;
  let watched: WatchedStore;
  let impediments: Impediments;

  beforeEach(async () => {
    harness = await RunnerHarness.open();
    watched = new WatchedStore();
    impediments = new Impediments();
  });

  afterEach(() => harness.close());

  const run = () =>
    harness.run('one', [spend, orders], {
      readStore: watched.over(harness.readStore),
      impediments,
      leaseDuration: SHORT_LEASE,
    });

  const reasons = () => impediments.list().map(({ component, reason }) => `${component}: ${reason}`);

  it('refuses its documents says so in status and readiness, until they are stored', async () => {
    const runner = run();
    await runner.catchUp(await append(harness.eventStore, [placed('anna', 1)]));
    watched.refusing = true;
    const position = await append(harness.eventStore, [placed('anna', 2)]);
    const expected = ['orders@1', 'spend@1'].map((name) => `projection ${name}: ${REFUSAL}`);
    await eventually('readiness says so', () => String(reasons()) === String(expected));
    const refusals = async () => (await runner.status()).map(({ refusal }) => refusal);
    await eventually('the status says so', async () =>
      (await refusals()).every((refusal) => refusal === REFUSAL),
    );
    watched.refusing = false;
    await runner.catchUp(position);
    await eventually('readiness is clear', () => reasons().length === 0);
    await eventually('the status is clear', async () =>
      (await refusals()).every((refusal) => refusal === undefined),
    );
  });

  it('indexes late: what nobody reads yet is filled first, with documents told to be new', async () => {
    const runner = run();
    await runner.catchUp(await append(harness.eventStore, [placed('anna', 1), placed('bo', 1)]));
    await runner.rebuild(spend.name);
    await eventually('the new build serves', async () =>
      (await runner.status()).some(
        ({ name, build, role }) => name === spend.name && build === 1 && role === 'active',
      ),
    );
    const count = spend.indexes.length;
    // Another may follow: the replaced build is taken up again, for those who still read from it.
    expect(watched.indexed.filter((line) => line.startsWith(spend.name)).slice(0, 3)).toEqual([
      `spend@1: ${count} over nothing`,
      'spend@1.1: 0 over nothing',
      `spend@1.1: ${count} over documents`,
    ]);
    expect(watched.written.filter(({ name }) => name === 'spend@1.1')).toEqual([
      { name: 'spend@1.1', likelyNew: ['anna', 'bo'] },
    ]);
  });

  it('has something to say of its collection: the status repeats it', async () => {
    const runner = run();
    await runner.catchUp(await append(harness.eventStore, [placed('anna', 1)]));
    const remarks = (await runner.status()).map(({ remark }) => remark);
    expect(remarks).toEqual(['orders@1 is not sharded', 'spend@1 is not sharded']);
  });
});
