import { describe, expect, it } from '@jest/globals';
import { LongLists } from './long-lists.js';

const rows = (count: number): { readonly row: number }[] =>
  Array.from({ length: count }, (_, row) => ({ row }));

const withCells = (count: number, cells: number): { readonly cells: readonly number[] }[] =>
  Array.from({ length: count }, () => ({ cells: Array.from({ length: cells }, (_, cell) => cell) }));

/** The lengths of all parts of a list, and all their items. */
const taken = (lists: LongLists, list: string): { readonly items: unknown[]; readonly parts: number[] } => {
  const items: unknown[] = [];
  const parts: number[] = [];
  for (let more = true; more;) {
    const part = lists.next(1, list);
    if (!part) throw new Error(`nothing is left of ${list}`);
    items.push(...part.items);
    parts.push(part.items.length);
    more = part.more;
  }
  return { items, parts };
};

describe('the long lists of an answer', () => {
  it('are taken part by part, in any order', () => {
    const lists = new LongLists();
    const report = { groups: rows(501), name: 'long', totals: rows(3), others: rows(201), none: [] };
    const kept = lists.keep(1, report);
    expect(kept).toEqual({ head: { ...report, groups: [], others: [] }, lists: ['groups', 'others'] });
    expect(taken(lists, 'others')).toEqual({ items: report.others, parts: [200, 1] });
    expect(taken(lists, 'groups')).toEqual({ items: report.groups, parts: [200, 200, 101] });
    expect(report.groups).toHaveLength(501);
  });

  it('are forgotten when all has been taken, or nobody wants them', () => {
    const lists = new LongLists();
    lists.keep(1, { groups: rows(201) });
    lists.keep(2, { groups: rows(201) });
    taken(lists, 'groups');
    expect(lists.next(1, 'groups')).toBeUndefined();
    lists.next(2, 'groups');
    lists.forget(2);
    expect(lists.next(2, 'groups')).toBeUndefined();
  });

  it('are split by what is in their items, too, but no item is', () => {
    const lists = new LongLists();
    lists.keep(1, { cohorts: [...withCells(90, 24), ...withCells(2, 5_000)] });
    expect(taken(lists, 'cohorts').parts).toEqual([40, 40, 10, 1, 1]);
  });

  it('are none in a report that is short, or a list', () => {
    const lists = new LongLists();
    for (const report of [{ groups: rows(200) }, { cohorts: withCells(1, 5_000) }, rows(1_000)])
      expect(lists.keep(1, report)).toEqual({ head: report, lists: [] });
  });
});
