import { describe, expect, it } from '@jest/globals';
import { InMemoryReadStore } from '../testing/in-memory.read-store.js';
import { InvalidCursorError, page, type PageRequest } from './cursor.js';

interface Item {
  readonly _id: string;
  readonly _position: string;
  readonly rank?: number | null;
  readonly nested?: { readonly name: string };
}

const items: Item[] = [
  { _id: 'a', _position: '1', rank: 2 },
  { _id: 'b', _position: '1', rank: 1, nested: { name: 'x' } },
  { _id: 'c', _position: '1', rank: null },
  { _id: 'd', _position: '1' },
  { _id: 'e', _position: '1', rank: 2, nested: { name: 'y' } },
  { _id: 'f', _position: '1', rank: 0 },
  { _id: 'g', _position: '1', rank: 2 },
];

async function stored() {
  const collection = new InMemoryReadStore().collection<Item>('items');
  await collection.writeIfNewer(items);
  return collection;
}

async function idsOfAllPages(sort: PageRequest['sort'], limit: number, filter = {}) {
  const collection = await stored();
  const pages: string[] = [];
  let cursor: string | undefined;
  do {
    const { items: found, nextCursor } = await page(collection, filter, { sort, limit, cursor });
    pages.push(found.map(({ _id }) => _id).join(''));
    cursor = nextCursor;
  } while (cursor !== undefined);
  return pages;
}

describe('page', () => {
  it.each([1, 2, 3, 6, 7, 8])('gives each item once, in order, %i at a time', async (limit) => {
    expect((await idsOfAllPages(['rank', 1], limit)).join('')).toBe('cdfbaeg');
    expect((await idsOfAllPages(['rank', -1], limit)).join('')).toBe('geabfdc');
    expect((await idsOfAllPages(['_id', -1], limit)).join('')).toBe('gfedcba');
    expect((await idsOfAllPages(['nested.name', 1], limit)).join('')).toBe('acdfgbe');
  });

  it('has no next page after the last item', async () => {
    expect(await idsOfAllPages(['_id', 1], 7)).toEqual(['abcdefg']);
    expect(await idsOfAllPages(['rank', 1], 2, { rank: 2 })).toEqual(['ae', 'g']);
    expect(await idsOfAllPages(['rank', 1], 2, { rank: 9 })).toEqual(['']);
  });

  it.each([
    '',
    '%%%',
    'bm90IGpzb24',
    Buffer.from('[1]').toString('base64url'),
    Buffer.from('["rank",1,{},"a"]').toString('base64url'),
  ])('refuses the cursor %j', async (cursor) => {
    await expect(page(await stored(), {}, { sort: ['rank', 1], limit: 2, cursor })).rejects.toThrow(
      InvalidCursorError,
    );
  });

  it('refuses a cursor that was made for another sort', async () => {
    const { nextCursor } = await page(await stored(), {}, { sort: ['rank', 1], limit: 2 });
    const other = page(await stored(), {}, { sort: ['rank', -1], limit: 2, cursor: nextCursor });
    await expect(other).rejects.toThrow('the cursor was made for another sort');
  });
});
