import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { at, type ContractDocument, idsOf } from '../contract.fixture.js';
import { page } from '../cursor.js';
import { type Filter, type FindOptions, type IndexDeclaration, ReadStoreError } from '../read-store.port.js';
import { type EmbeddedCollection } from './embedded.collection.js';
import { EmbeddedReadStore } from './embedded.read-store.js';

const INDEXES: readonly IndexDeclaration[] = [
  { fields: { n: 1 } },
  { fields: { group: 1, n: -1 } },
  { fields: { name: 1 } },
  { fields: { tags: 1, n: 1 } },
  { fields: { 'lines.sku': 1 } },
];

const DOCUMENTS = Array.from({ length: 1000 }, (_, n) =>
  at('1', `id-${String(n).padStart(4, '0')}`, {
    n,
    group: n % 10,
    name: `name ${n % 100}`,
    tags: [`t${n % 50}`, 'all'],
    lines: [{ sku: `p${n % 20}` }, { sku: `q${n % 20}` }],
    ...(n % 2 === 0 && { even: true }),
    rank: n < 500 ? null : n,
  }),
);

describe('The embedded read store uses its indexes:', () => {
  let folder: string;
  let store: EmbeddedReadStore;
  let collection: EmbeddedCollection<ContractDocument>;

  beforeEach(async () => {
    folder = temporaryFolder();
    store = await EmbeddedReadStore.open(folder);
    collection = store.collection('documents');
    await store.ensureIndexes('documents', INDEXES);
    await collection.writeIfNewer(DOCUMENTS);
  });

  afterEach(async () => {
    await store.close();
  });

  const CASES: readonly [
    name: string,
    filter: Filter,
    options: FindOptions,
    expected: { index: string[]; examined: number; returned: number; ordered?: boolean },
  ][] = [
    ['an id', { _id: 'id-0003' }, {}, { index: ['_id'], examined: 1, returned: 1 }],
    [
      'an id before anything else',
      { _id: 'id-0003', n: 3 },
      {},
      { index: ['_id'], examined: 1, returned: 1 },
    ],
    ['equality', { n: 7 }, {}, { index: ['n'], examined: 1, returned: 1 }],
    ['$in', { n: { $in: [7, 8, 2000] } }, {}, { index: ['n'], examined: 2, returned: 2 }],
    ['a range', { n: { $gte: 10, $lt: 20 } }, {}, { index: ['n'], examined: 10, returned: 10 }],
    [
      'equality, then a range',
      { group: 3, n: { $gt: 900 } },
      {},
      { index: ['group', 'n'], examined: 10, returned: 10 },
    ],
    [
      'conditions of which one has no index',
      { group: 3, even: true },
      {},
      { index: ['group', 'n'], examined: 100, returned: 0 },
    ],
    ['a prefix', { name: { $regex: '^name 4' } }, {}, { index: ['name'], examined: 110, returned: 110 }],
    ['an element', { tags: 't7' }, {}, { index: ['tags', 'n'], examined: 20, returned: 20 }],
    ['a field of elements', { 'lines.sku': 'q5' }, {}, { index: ['lines.sku'], examined: 50, returned: 50 }],
    [
      '$elemMatch',
      { lines: { $elemMatch: { sku: 'q5' } } },
      {},
      { index: ['lines.sku'], examined: 50, returned: 50 },
    ],
    [
      '$or, each part by its range',
      { $or: [{ n: 1 }, { n: { $gt: 997 } }] },
      {},
      { index: ['n'], examined: 3, returned: 3 },
    ],
    [
      'a sort with a limit',
      {},
      { sort: { n: -1 }, limit: 5 },
      { index: ['n'], examined: 5, returned: 5, ordered: true },
    ],
    [
      'a sort by id',
      {},
      { sort: { _id: -1 }, limit: 5 },
      { index: ['_id'], examined: 5, returned: 5, ordered: true },
    ],
    [
      'equality and a sort',
      { group: 3 },
      { sort: { n: -1 }, limit: 5 },
      { index: ['group', 'n'], examined: 5, returned: 5, ordered: true },
    ],
    [
      'equality and the sort the other way',
      { group: 3 },
      { sort: { n: 1, _id: 1 }, limit: 5 },
      { index: ['group', 'n'], examined: 5, returned: 5, ordered: true },
    ],
    [
      'equality in an array and a sort',
      { tags: 't7' },
      { sort: { n: 1 }, limit: 5 },
      { index: ['tags', 'n'], examined: 5, returned: 5, ordered: true },
    ],
    [
      'a sort that no index has',
      { group: 3 },
      { sort: { name: 1 }, limit: 5 },
      { index: ['group', 'n'], examined: 100, returned: 5, ordered: false },
    ],
    ['no condition on an index', { even: true }, {}, { index: ['_id'], examined: 1000, returned: 500 }],
  ];

  it.each(CASES)('%s', async (_name, filter, options, expected) => {
    expect(await collection.explain(filter, options)).toMatchObject(expected);
  });

  it('each page of a cursor reads no more than itself', async () => {
    const examined: number[] = [];
    const source = {
      find: async (filter: Filter, options: FindOptions) => {
        examined.push((await collection.explain(filter, options)).examined);
        return collection.find(filter, options);
      },
    };
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const { items, nextCursor } = await page(source, { group: 3 }, { sort: ['n', -1], limit: 40, cursor });
      ids.push(...idsOf(items));
      cursor = nextCursor;
    } while (cursor !== undefined);
    expect(ids).toEqual(idsOf(DOCUMENTS.filter(({ group }) => group === 3)).reverse());
    expect(examined).toEqual([41, 41, 20]);
  });

  it('each page through missing values reads no more than itself', async () => {
    await store.ensureIndexes('documents', [{ fields: { rank: 1 } }]);
    const last = { rank: null, _id: { $gt: 'id-0400' } };
    for (const [filter, sort, first] of [
      [{ $or: [{ rank: { $ne: null } }, last] }, { rank: 1, _id: 1 }, 'id-0401'],
      [{ $or: [{ rank: { $lt: 600 } }, { rank: null }] }, { rank: -1, _id: -1 }, 'id-0599'],
    ] as const) {
      expect(await collection.explain(filter, { sort, limit: 10 })).toMatchObject({
        index: ['rank'],
        examined: 10,
      });
      expect(idsOf(await collection.find(filter, { sort, limit: 1 }))).toEqual([first]);
    }
  });

  it('an index declared later serves once it is full', async () => {
    await store.ensureIndexes('documents', [{ fields: { even: 1, n: -1 } }]);
    const query = [{ even: true }, { sort: { n: -1 }, limit: 3 }] as const;
    expect(await collection.explain(...query)).toMatchObject({ index: ['even', 'n'], examined: 3 });
    expect(idsOf(await collection.find(...query))).toEqual(['id-0998', 'id-0996', 'id-0994']);
  });

  it('documents written while an index is built are in it', async () => {
    const built = store.ensureIndexes('documents', [{ fields: { rank: 1 } }]);
    const newer = DOCUMENTS.map(({ _id }, n) => at('2', _id, { rank: n + 5000 }));
    const added = DOCUMENTS.map(({ _id }, n) => at('1', `new-${_id}`, { rank: n + 9000 }));
    await Promise.all([built, collection.writeIfNewer(newer), collection.writeIfNewer(added)]);
    expect(await collection.explain({ rank: { $gte: 5000 } })).toMatchObject({
      index: ['rank'],
      examined: 2000,
      returned: 2000,
    });
    expect(await collection.explain({ rank: { $lt: 5000 } })).toMatchObject({ examined: 0 });
  });

  it('texts are in the order of their code points, beyond the first 65,536 too', async () => {
    const scanned = store.collection<ContractDocument>('scanned');
    for (const each of [collection, scanned]) {
      await each.writeIfNewer([at('1', 'high', { name: '\u{1f600}' }), at('1', 'low', { name: '\uffee' })]);
      const lowAndHigh = { name: { $gte: '\uffee' } };
      expect(idsOf(await each.find(lowAndHigh, { sort: { name: 1 } }))).toEqual(['low', 'high']);
      expect(idsOf(await each.find({ name: { $gt: '\u{1f600}' } }))).toEqual([]);
    }
  });

  it('texts too long for a key are found and sorted all the same', async () => {
    const long = 'x'.repeat(2000);
    await collection.writeIfNewer([
      at('1', 'long-b', { name: `${long}b` }),
      at('1', 'long-a', { name: `${long}a` }),
      at('1', 'long', { name: long }),
    ]);
    expect(idsOf(await collection.find({ name: `${long}b` }))).toEqual(['long-b']);
    expect(idsOf(await collection.find({ name: { $gt: long } }, { sort: { name: 1 } }))).toEqual([
      'long-a',
      'long-b',
    ]);
    expect(
      idsOf(await collection.find({ name: { $regex: `^${long}` } }, { sort: { name: -1 }, limit: 2 })),
    ).toEqual(['long-b', 'long-a']);
  });

  it('what it can’t keep is refused, with nothing written', async () => {
    await store.ensureIndexes('documents', [{ fields: { a: 1, b: 1 } }]);
    for (const refused of [
      at('1', ''),
      at('1', 'a\0b'),
      at('1', 'x'.repeat(901)),
      at('1', 'two', { a: [1, 2], b: [1, 2] }),
    ]) {
      await expect(collection.writeIfNewer([refused])).rejects.toBeInstanceOf(ReadStoreError);
    }
    expect(await collection.count({})).toBe(1000);
  });
});
