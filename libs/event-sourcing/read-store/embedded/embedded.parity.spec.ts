import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { at, type ContractDocument, idsOf } from '../contract.fixture.js';
import { MongoDbReadStore } from '../mongodb/mongodb.read-store.js';
import { type Filter, type IndexDeclaration, type ReadStore, type Sort } from '../read-store.port.js';
import { EmbeddedReadStore } from './embedded.read-store.js';

const INDEXES: readonly IndexDeclaration[] = [
  { fields: { a: 1 } },
  { fields: { b: -1, a: 1 } },
  { fields: { a: -1, 'c.d': 1, b: 1 } },
  { fields: { 'c.d': 1 } },
];

const scalar = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, 0, -1, 1, 2.5, 1e9, -1e-9),
  fc.constantFrom('', 'a', 'ab', 'abc', 'b', 'B', 'é', '北京', '😀', 'a\0', 'a.b'),
);

/** Only `a` holds arrays: an index covers at most one. None is empty: the server for tests sorts two of these as unequal. */
const fields = fc.record(
  {
    a: fc.oneof(scalar, fc.array(scalar, { minLength: 1, maxLength: 3 })),
    b: scalar,
    c: fc.oneof(scalar, fc.record({ d: scalar })),
  },
  { requiredKeys: [] },
);

const comparable = fc.constantFrom<unknown>(-1, 0, 1, 2.5, 'a', 'ab', 'b', 'é', true);
const condition = fc.oneof(
  scalar,
  comparable.map((value) => ({ $gt: value })),
  comparable.map((value) => ({ $lte: value })),
  fc.array(scalar, { maxLength: 3 }).map((values) => ({ $in: values })),
  scalar.map((value) => ({ $ne: value })),
  fc.constantFrom('^a', '^ab', '^a\\.', '^ab?c').map(($regex) => ({ $regex })),
  fc.boolean().map(($exists) => ({ $exists })),
);
/** Not over arrays: the server for tests wants one element to meet both ends, where MongoDB takes any for each. */
const range = fc.tuple(comparable, comparable).map(([low, high]) => ({ $gte: low, $lt: high }));
const ranged = fc.oneof({ weight: 5, arbitrary: condition }, { weight: 1, arbitrary: range });
const simple = fc.record({ a: condition, b: ranged, 'c.d': ranged }, { requiredKeys: [] });
const filters: fc.Arbitrary<Filter> = fc.oneof(
  { weight: 3, arbitrary: simple },
  { weight: 1, arbitrary: fc.tuple(simple, simple, simple).map(([all, x, y]) => ({ ...all, $or: [x, y] })) },
  { weight: 1, arbitrary: fc.tuple(simple, simple).map((both) => ({ $and: both })) },
);

const sorts: fc.Arbitrary<Sort> = fc
  .tuple(
    fc.uniqueArray(fc.constantFrom('a', 'b', 'c.d'), { maxLength: 2 }),
    fc.infiniteStream(fc.constantFrom(1, -1)),
  )
  .map(([paths, directions]) => {
    const next = (): 1 | -1 => (directions.next().value === 1 ? 1 : -1);
    return Object.fromEntries([...paths, '_id'].map((path) => [path, next()]));
  });

const numbered = (all: readonly object[]): ContractDocument[] =>
  all.map((each, n) => at('1', `id-${n}`, { ...each }));

describe('Queries by index, by scan and on MongoDB', () => {
  const url = process.env.MONGODB_URL;
  const stores: ReadStore[] = [];
  let folder: string;
  let run = 0;

  beforeAll(async () => {
    folder = temporaryFolder();
    stores.push(await EmbeddedReadStore.open(folder));
    if (url) stores.push(await MongoDbReadStore.connect(url));
    else
      process.stdout.write(
        'LEFT OUT: MONGODB_URL is not set, so queries were not compared with a MongoDB server’s\n',
      );
  });

  afterAll(async () => {
    for (const store of stores) await store.close();
  });

  it('give the same answers', async () => {
    const property = fc.asyncProperty(
      fc.array(fields, { maxLength: 25 }),
      fc.array(fields, { maxLength: 5 }),
      fc.array(fc.record({ filter: filters, sort: sorts, limit: fc.integer({ min: 1, max: 30 }) }), {
        maxLength: 8,
      }),
      async (before, after, queries) => {
        const names = [`parity-${process.pid}-${run++}`, `parity-${process.pid}-${run++}`] as const;
        const [scanned, indexed] = names;
        const collections = stores.flatMap((store) =>
          names.map((name) => store.collection<ContractDocument>(name)),
        );
        for (const store of stores) await store.ensureIndexes(indexed, INDEXES);
        for (const collection of collections) {
          await collection.writeIfNewer(numbered(before));
          await collection.writeIfNewer(numbered(after).map((document) => ({ ...document, _position: '2' })));
        }
        for (const { filter, sort, limit } of queries) {
          const answers = await Promise.all(
            collections.map(async (each) => idsOf(await each.find(filter, { sort, limit }))),
          );
          for (const answer of answers) expect(answer).toEqual(answers[0]);
        }
        for (const store of stores) for (const name of [scanned, indexed]) await store.dropCollection(name);
      },
    );
    await fc.assert(property, { numRuns: 150, seed: 20240607 });
  }, 120_000);
});
