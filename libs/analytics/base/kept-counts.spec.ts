import { describe, expect, it } from '@jest/globals';
import { Base } from './base.js';
import { DocumentTable } from './document-table.js';
import { type Counts, type CountingQuestion, KeptCounts, LARGEST } from './kept-counts.js';
import { PurchaseTable } from './purchase-table.js';

const tables = {
  purchases: new PurchaseTable(),
  customers: new DocumentTable<never>(),
  deals: new DocumentTable<never>(),
};
const base = new Base(tables, { asOf: '2024-03-01', position: '' }, () => Promise.resolve());

/** Counts of a size; `begun` gets the name each time that they are counted from the beginning. */
const question = (name: string, size: number, begun: string[]): CountingQuestion<Counts> => ({
  currency: 'EUR',
  canBeKept: true,
  ofEverybody: false,
  looksAtCustomers: false,
  goesOn: false,
  keyAsOf: (day) => `${name} ${day}`,
  begin: () => {
    begun.push(name);
    return { size };
  },
  count: () => undefined,
});

/** Which questions are counted from the beginning when all are asked, and then asked again. */
const countedAgain = async (sizes: Readonly<Record<string, number>>): Promise<string[]> => {
  const [kept, begun] = [new KeptCounts<Counts>(), [] as string[]];
  const ask = async () => {
    for (const [name, size] of Object.entries(sizes)) await kept.of(question(name, size, begun), base);
  };
  await ask();
  begun.length = 0;
  await ask();
  return begun;
};

describe('counts that are kept', () => {
  it('are not counted from the beginning when they are asked for again', async () => {
    expect(await countedAgain({ one: LARGEST / 2, other: LARGEST / 2 })).toEqual([]);
  });

  it('don’t make room for one that is too large to be kept', async () => {
    expect(await countedAgain({ small: 10, large: LARGEST + 1 })).toEqual(['large']);
  });
});
