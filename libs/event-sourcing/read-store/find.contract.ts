import { describe, expect, it } from '@jest/globals';
import { at, type ContractDocument, type ContractStore, idsOf } from './contract.fixture.js';
import { type Filter, type FindOptions, type IndexDeclaration, type Sort } from './read-store.port.js';

const DOCUMENTS: readonly ContractDocument[] = [
  at('1', 'a', { n: 1, s: 'apple', tags: ['x', 'y'], address: { city: 'Bern', zip: 3000 }, active: true }),
  at('2', 'b', { n: 5, s: 'Banana', tags: ['y'], address: { city: 'Basel' }, active: false }),
  at('3', 'c', { n: null, s: 'apricot', tags: [], lines: [] }),
  at('4', 'd', { s: '北京', tags: ['z', 'z'], lines: [{ sku: 'p', quantity: 9 }] }),
  at('5', 'e', { n: -2.5, s: '', tags: ['x'], address: { city: 'Zürich', zip: 8000 }, active: true }),
  at('6', 'f', {
    n: 10,
    s: 'a.b',
    lines: [
      { sku: 'p', quantity: 1 },
      { sku: 'q', quantity: 5 },
    ],
  }),
  at('7', 'g', { n: '10', s: 'applet', tags: ['y', 'x', 'w'], active: true }),
];

const INDEXES: readonly IndexDeclaration[] = [
  { fields: { n: 1 } },
  { fields: { s: 1 } },
  { fields: { tags: 1, n: -1 } },
  { fields: { 'address.city': 1 } },
  { fields: { 'lines.sku': 1 } },
  { fields: { active: -1, n: 1 } },
];

const FILTERS: readonly [name: string, filter: Filter, ids: string][] = [
  ['nothing asked', {}, 'abcdefg'],
  ['equality', { n: 1 }, 'a'],
  ['equality of an id', { _id: 'c' }, 'c'],
  ['an id and something else', { _id: 'c', s: 'apple' }, ''],
  ['two fields', { active: true, n: 1 }, 'a'],
  ['a boolean', { active: false }, 'b'],
  ['an empty string', { s: '' }, 'e'],
  ['letters beyond ASCII', { s: '北京' }, 'd'],
  ['null, which is also missing', { n: null }, 'cd'],
  ['a dotted path', { 'address.city': 'Zürich' }, 'e'],
  ['an element of an array', { tags: 'x' }, 'aeg'],
  ['a field of the objects in an array', { 'lines.sku': 'p' }, 'df'],
  ['a number is not its text', { n: '10' }, 'g'],
  ['$in', { n: { $in: [5, 10, 77] } }, 'bf'],
  ['$in over an array', { tags: { $in: ['w', 'z'] } }, 'dg'],
  ['$in with null', { n: { $in: [1, null] } }, 'acd'],
  ['$in of nothing', { n: { $in: [] } }, ''],
  ['$nin', { n: { $nin: [1, 5] } }, 'cdefg'],
  ['$ne', { active: { $ne: true } }, 'bcdf'],
  ['$ne null', { n: { $ne: null } }, 'abefg'],
  ['$gt', { n: { $gt: 1 } }, 'bf'],
  ['$gte', { n: { $gte: 1 } }, 'abf'],
  ['$lt', { n: { $lt: 1 } }, 'e'],
  ['$lte', { n: { $lte: 1 } }, 'ae'],
  ['a range', { n: { $gte: -2.5, $lt: 5 } }, 'ae'],
  ['a range of texts', { s: { $gt: 'apple', $lt: 'b' } }, 'cg'],
  [
    'two ranges over an array, each met by an element of its own',
    { $and: [{ tags: { $gt: 'x' } }, { tags: { $lt: 'x' } }] },
    'g',
  ],
  ['$exists', { address: { $exists: true } }, 'abe'],
  ['$exists for null', { n: { $exists: true } }, 'abcefg'],
  ['missing', { n: { $exists: false } }, 'd'],
  ['$and', { $and: [{ active: true }, { tags: 'y' }] }, 'ag'],
  ['$or', { $or: [{ n: 5 }, { s: 'apricot' }] }, 'bc'],
  ['$or beside something else', { active: true, $or: [{ n: { $lt: 0 } }, { n: 1 }] }, 'ae'],
  ['$and of $or', { $and: [{ $or: [{ n: 1 }, { n: 5 }] }, { $or: [{ tags: 'x' }, { tags: 'z' }] }] }, 'a'],
  ['a prefix', { s: { $regex: '^app' } }, 'ag'],
  ['a prefix in other letters', { s: { $regex: '^北' } }, 'd'],
  ['a prefix with a meaning to patterns', { s: { $regex: '^a\\.b' } }, 'f'],
  ['a pattern after a prefix', { s: { $regex: '^ap(ple|ric)' } }, 'acg'],
  ['a pattern with a letter that may be absent', { s: { $regex: '^appx?l' } }, 'ag'],
  ['alternatives in a pattern', { s: { $regex: '^apple$|^Banana$' } }, 'ab'],
  ['a pattern regardless of case', { s: { $regex: '^BAN', $options: 'i' } }, 'b'],
  ['$elemMatch', { lines: { $elemMatch: { sku: 'p', quantity: { $gt: 5 } } } }, 'd'],
  ['$elemMatch of values', { tags: { $elemMatch: { $gt: 'w', $lt: 'y' } } }, 'aeg'],
  ['$elemMatch of a prefix', { tags: { $elemMatch: { $regex: '^x' } } }, 'aeg'],
  ['two fields of different elements', { 'lines.sku': 'p', 'lines.quantity': 5 }, 'f'],
  ['$size', { tags: { $size: 2 } }, 'ad'],
  ['$all', { tags: { $all: ['x', 'y'] } }, 'ag'],
  ['$not', { n: { $not: { $gt: 1 } } }, 'acdeg'],
  ['the next page by a cursor', { $or: [{ n: { $gt: 1 } }, { n: 1, _id: { $gt: 'a' } }] }, 'bf'],
];

const SORTS: readonly [name: string, filter: Filter, sort: Sort, ids: string][] = [
  ['by id', {}, { _id: 1 }, 'abcdefg'],
  ['by id, descending', {}, { _id: -1 }, 'gfedcba'],
  ['missing and null before numbers before texts', {}, { n: 1, _id: 1 }, 'cdeabfg'],
  ['the same, descending', {}, { n: -1, _id: 1 }, 'gfbaecd'],
  ['the same, ids descending too', {}, { n: -1, _id: -1 }, 'gfbaedc'],
  ['texts by their code points', {}, { s: 1 }, 'ebfagcd'],
  ['arrays by their least element, empty first', {}, { tags: 1, _id: 1 }, 'cfgaebd'],
  ['arrays by their greatest element', {}, { tags: -1, _id: 1 }, 'dabgefc'],
  ['true after false after missing', {}, { active: 1, _id: 1 }, 'cdfbaeg'],
  ['by two fields', {}, { active: -1, n: 1, _id: 1 }, 'eagbcdf'],
  ['by a dotted path', { address: { $exists: true } }, { 'address.city': 1 }, 'bae'],
  ['what is found by equality', { tags: 'x' }, { n: -1 }, 'gae'],
  ['what is found by a range', { n: { $gte: -10 } }, { n: -1 }, 'fbae'],
  ['what is found by another field', { active: true }, { s: -1 }, 'gae'],
  ['what is found by $in', { n: { $in: [10, 5, 1] } }, { n: 1 }, 'abf'],
];

const PAGES: readonly [name: string, options: FindOptions, ids: string][] = [
  ['a limit', { sort: { _id: 1 }, limit: 3 }, 'abc'],
  ['a limit beyond the end', { sort: { _id: 1 }, limit: 100 }, 'abcdefg'],
  ['a limit of 0, which is none', { sort: { _id: 1 }, limit: 0 }, 'abcdefg'],
];

export function findContract(contract: ContractStore): void {
  describe.each([
    ['without indexes', []],
    ['with indexes', INDEXES],
  ])('finds, %s,', (_, indexes) => {
    it.each(FILTERS)('%s', async (_name, filter, ids) => {
      const collection = await contract.collection(DOCUMENTS, indexes);
      expect(
        idsOf(await collection.find(filter))
          .sort()
          .join(''),
      ).toBe(ids);
      expect(await collection.count(filter)).toBe(ids.length);
    });

    it.each(SORTS)('sorted: %s', async (_name, filter, sort, ids) => {
      const collection = await contract.collection(DOCUMENTS, indexes);
      expect(idsOf(await collection.find(filter, { sort })).join('')).toBe(ids);
      expect(idsOf(await collection.find(filter, { sort, limit: 2 })).join('')).toBe(ids.slice(0, 2));
    });

    it.each(PAGES)('page by page: %s', async (_name, options, ids) => {
      const collection = await contract.collection(DOCUMENTS, indexes);
      expect(idsOf(await collection.find({}, options)).join('')).toBe(ids);
    });
  });

  describe('returns', () => {
    it('documents as they were written', async () => {
      const collection = await contract.collection(DOCUMENTS);
      expect(await collection.find({}, { sort: { _id: 1 } })).toEqual(DOCUMENTS);
      const gotten = await collection.get(['f', 'unknown', 'a']);
      expect(gotten.sort((x, y) => x._id.localeCompare(y._id))).toEqual([DOCUMENTS[0], DOCUMENTS[5]]);
    });

    it('texts of any kind unchanged', async () => {
      const text = 'naïve 東京 😀 "quoted" \\ \u2028 \u0001 line\nline';
      const collection = await contract.collection([
        at('1', 'ключ 鍵 😀', { text, nested: { text: [text] } }),
      ]);
      expect(await collection.get(['ключ 鍵 😀'])).toEqual([
        { _id: 'ключ 鍵 😀', _position: '1', text, nested: { text: [text] } },
      ]);
      expect(await collection.count({ text })).toBe(1);
    });

    it('nothing for no ids, and nothing from a collection that nobody wrote to', async () => {
      const collection = await contract.collection(DOCUMENTS);
      expect(await collection.get([])).toEqual([]);
      const unknown = contract.store.collection<ContractDocument>(contract.name());
      expect(await unknown.get(['a'])).toEqual([]);
      expect(await unknown.find({})).toEqual([]);
      expect(await unknown.count({})).toBe(0);
    });

    it('only the fields asked for', async () => {
      const collection = await contract.collection(DOCUMENTS);
      const find = (projection: Readonly<Record<string, 0 | 1>>): Promise<unknown> =>
        collection.find({ _id: 'f' }, { projection });
      expect(await find({ s: 1 })).toEqual([{ _id: 'f', s: 'a.b' }]);
      expect(await find({ _id: 0, n: 1, absent: 1 })).toEqual([{ n: 10 }]);
      expect(await find({ lines: 0, _position: 0 })).toEqual([{ _id: 'f', n: 10, s: 'a.b' }]);
      expect(await find({ 'lines.sku': 1 })).toEqual([{ _id: 'f', lines: [{ sku: 'p' }, { sku: 'q' }] }]);
    });

    it('documents that are the caller’s own', async () => {
      const written = { ...at('1', 'a'), list: [1] };
      const collection = await contract.collection([written], [{ fields: { list: 1 } }]);
      written.list.push(2);
      const reads = [() => collection.get(['a']), () => collection.find({ list: 1 })];
      for (const read of reads) {
        const [document] = await read();
        expect(document).toEqual(at('1', 'a', { list: [1] }));
        if (Array.isArray(document?.list)) document.list.push('changed');
      }
      expect(await collection.get(['a'])).toEqual([at('1', 'a', { list: [1] })]);
    });
  });
}
