import { describe, expect, it } from '@jest/globals';
import { at, type ContractDocument, type ContractStore } from './contract.fixture.js';
import { type PipelineStage, type ReadCollection } from './read-store.port.js';

const ORDERS: readonly ContractDocument[] = [
  at('1', 'o1', {
    customer: 'ann',
    day: '2017-01-05',
    net: 100,
    lines: [
      { sku: 'p', net: 60 },
      { sku: 'q', net: 40 },
    ],
  }),
  at('2', 'o2', { customer: 'bob', day: '2017-01-20', net: 50, lines: [{ sku: 'p', net: 50 }] }),
  at('3', 'o3', { customer: 'ann', day: '2017-02-01', net: 30, lines: [] }),
  at('4', 'o4', {
    customer: 'cy',
    day: '2017-02-03',
    net: 70,
    channel: 'web',
    lines: [{ sku: 'q', net: 70 }],
  }),
  at('5', 'o5', { customer: 'ann', day: '2017-02-03', net: 5, channel: 'shop' }),
];

const PIPELINES: readonly [name: string, pipeline: readonly PipelineStage[], results: readonly object[]][] = [
  ['nothing but a match', [{ $match: { _id: 'o3' } }, { $project: { net: 1 } }], [{ _id: 'o3', net: 30 }]],
  ['nothing that matches', [{ $match: { customer: 'zoe' } }, { $group: { _id: null, n: { $sum: 1 } } }], []],
  [
    'sums, least, greatest and mean by group',
    [
      {
        $group: {
          _id: '$customer',
          orders: { $sum: 1 },
          net: { $sum: '$net' },
          least: { $min: '$net' },
          most: { $max: '$net' },
          mean: { $avg: '$net' },
        },
      },
      { $sort: { _id: 1 } },
    ],
    [
      { _id: 'ann', orders: 3, net: 135, least: 5, most: 100, mean: 45 },
      { _id: 'bob', orders: 1, net: 50, least: 50, most: 50, mean: 50 },
      { _id: 'cy', orders: 1, net: 70, least: 70, most: 70, mean: 70 },
    ],
  ],
  ['a total over everything', [{ $group: { _id: null, net: { $sum: '$net' } } }], [{ _id: null, net: 255 }]],
  [
    'first, last and all of a group, in the order of a sort before',
    [
      { $sort: { day: 1, _id: 1 } },
      {
        $group: {
          _id: '$customer',
          first: { $first: '$day' },
          last: { $last: '$day' },
          ids: { $push: '$_id' },
        },
      },
      { $sort: { _id: -1 } },
      { $limit: 2 },
    ],
    [
      { _id: 'cy', first: '2017-02-03', last: '2017-02-03', ids: ['o4'] },
      { _id: 'bob', first: '2017-01-20', last: '2017-01-20', ids: ['o2'] },
    ],
  ],
  [
    'groups by several fields, missing ones too',
    [
      { $match: { day: { $gte: '2017-02' } } },
      { $group: { _id: { month: { $substrBytes: ['$day', 0, 7] }, channel: '$channel' }, n: { $sum: 1 } } },
      { $sort: { '_id.channel': 1 } },
    ],
    [
      { _id: { month: '2017-02' }, n: 1 },
      { _id: { month: '2017-02', channel: 'shop' }, n: 1 },
      { _id: { month: '2017-02', channel: 'web' }, n: 1 },
    ],
  ],
  [
    'distinct values',
    [
      { $group: { _id: null, customers: { $addToSet: '$customer' } } },
      { $unwind: '$customers' },
      { $sort: { customers: 1 } },
      { $project: { _id: 0, customers: 1 } },
    ],
    [{ customers: 'ann' }, { customers: 'bob' }, { customers: 'cy' }],
  ],
  [
    'elements of arrays',
    [
      { $unwind: '$lines' },
      { $group: { _id: '$lines.sku', net: { $sum: '$lines.net' }, orders: { $addToSet: '$_id' } } },
      { $project: { net: 1, orders: { $size: '$orders' } } },
      { $sort: { net: -1 } },
    ],
    [
      { _id: 'p', net: 110, orders: 2 },
      { _id: 'q', net: 110, orders: 2 },
    ],
  ],
  [
    'elements of arrays, and what has none',
    [
      { $match: { customer: 'ann' } },
      { $unwind: { path: '$lines', preserveNullAndEmptyArrays: true } },
      { $sort: { _id: 1, 'lines.sku': 1 } },
      { $project: { sku: '$lines.sku' } },
    ],
    [{ _id: 'o1', sku: 'p' }, { _id: 'o1', sku: 'q' }, { _id: 'o3' }, { _id: 'o5' }],
  ],
  [
    'computed fields',
    [
      { $match: { _id: { $in: ['o1', 'o5'] } } },
      {
        $addFields: {
          tenth: { $divide: ['$net', 10] },
          big: { $gte: ['$net', 50] },
          channel: { $ifNull: ['$channel', '-'] },
        },
      },
      {
        $project: {
          tenth: 1,
          big: 1,
          channel: 1,
          label: { $concat: ['$customer', '/', '$day'] },
          kind: { $cond: ['$big', 'B', 'S'] },
        },
      },
      { $sort: { _id: 1 } },
    ],
    [
      { _id: 'o1', tenth: 10, big: true, channel: '-', label: 'ann/2017-01-05', kind: 'B' },
      { _id: 'o5', tenth: 0.5, big: false, channel: 'shop', label: 'ann/2017-02-03', kind: 'S' },
    ],
  ],
  [
    'sums of arrays and filtered arrays',
    [
      { $match: { _id: 'o1' } },
      {
        $project: {
          total: { $sum: '$lines.net' },
          dear: { $filter: { input: '$lines', as: 'line', cond: { $gt: ['$$line.net', 50] } } },
          skus: { $map: { input: '$lines', as: 'line', in: '$$line.sku' } },
        },
      },
    ],
    [{ _id: 'o1', total: 100, dear: [{ sku: 'p', net: 60 }], skus: ['p', 'q'] }],
  ],
  [
    'several at once',
    [
      {
        $facet: {
          count: [{ $count: 'n' }],
          top: [{ $sort: { net: -1 } }, { $limit: 1 }, { $project: { net: 1 } }],
        },
      },
    ],
    [{ count: [{ n: 5 }], top: [{ _id: 'o1', net: 100 }] }],
  ],
  [
    'buckets',
    [
      {
        $bucket: {
          groupBy: '$net',
          boundaries: [0, 50, 100],
          default: 'more',
          output: { orders: { $sum: 1 }, net: { $sum: '$net' } },
        },
      },
    ],
    [
      { _id: 0, orders: 2, net: 35 },
      { _id: 50, orders: 2, net: 120 },
      { _id: 'more', orders: 1, net: 100 },
    ],
  ],
  [
    'sorted, skipped and limited',
    [{ $match: {} }, { $sort: { net: -1 } }, { $skip: 1 }, { $limit: 2 }, { $project: { _id: 1 } }],
    [{ _id: 'o4' }, { _id: 'o2' }],
  ],
  [
    'conditional sums',
    [
      { $group: { _id: null, web: { $sum: { $cond: [{ $eq: ['$channel', 'web'] }, '$net', 0] } } } },
      { $project: { _id: 0 } },
    ],
    [{ web: 70 }],
  ],
  [
    'a root replaced',
    [{ $match: { _id: 'o2' } }, { $unwind: '$lines' }, { $replaceRoot: { newRoot: '$lines' } }],
    [{ sku: 'p', net: 50 }],
  ],
];

export function aggregateContract(contract: ContractStore): void {
  describe.each([
    ['without indexes', []],
    ['with indexes', [{ fields: { customer: 1, day: 1 } }, { fields: { net: 1 } }, { fields: { day: 1 } }]],
  ] as const)('aggregates, %s,', (_, indexes) => {
    it.each(PIPELINES)('%s', async (_name, pipeline, results) => {
      const collection = await contract.collection(ORDERS, indexes);
      expect(await collection.aggregate(pipeline)).toEqual(results);
    });
  });

  describe('joins', () => {
    const CUSTOMERS = [
      at('1', 'ann', { name: 'Ann' }),
      at('1', 'bob', { name: 'Bob' }),
      at('1', 'zoe', { name: 'Zoe' }),
    ];

    async function joined(): Promise<[orders: ReadCollection<ContractDocument>, customers: string]> {
      const customers = contract.name();
      await contract.store.collection<ContractDocument>(customers).writeIfNewer(CUSTOMERS);
      return [await contract.collection(ORDERS), customers];
    }

    it('documents of another collection by equality', async () => {
      const [orders, from] = await joined();
      const pipeline = [
        { $match: { net: { $gte: 50 } } },
        { $lookup: { from, localField: 'customer', foreignField: '_id', as: 'who' } },
        { $project: { names: '$who.name' } },
        { $sort: { _id: 1 } },
      ] as const;
      expect(await orders.aggregate(pipeline)).toEqual([
        { _id: 'o1', names: ['Ann'] },
        { _id: 'o2', names: ['Bob'] },
        { _id: 'o4', names: [] },
      ]);
    });

    it('after a group, and before another stage', async () => {
      const [orders, from] = await joined();
      const pipeline = [
        { $group: { _id: '$customer', net: { $sum: '$net' } } },
        { $lookup: { from, localField: '_id', foreignField: '_id', as: 'who' } },
        { $unwind: '$who' },
        { $sort: { net: -1 } },
        { $project: { net: 1, name: '$who.name' } },
      ] as const;
      expect(await orders.aggregate(pipeline)).toEqual([
        { _id: 'ann', net: 135, name: 'Ann' },
        { _id: 'bob', net: 50, name: 'Bob' },
      ]);
    });
  });
}
