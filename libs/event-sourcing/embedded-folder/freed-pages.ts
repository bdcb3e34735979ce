import { readSync } from 'node:fs';
import { Page, type Tree, UnfitPageError } from './lmdb-page.js';
import { type Header } from './lmdb-trees.js';
import { PageSet } from './page-set.js';

const NUMBER_BYTES = 8;

/** Which pages of an LMDB file are free, as its lists say under one header: to be read while nobody writes. */
export interface FreedPages {
  /** Nobody reads them any more. */
  readonly unread: PageSet;
  /** Somebody may still read them, or they were freed too lately to tell. */
  readonly others: PageSet;
}

/**
 * Pages that a transaction freed are unread once every reader began at it or later, and what it wrote can't be undone by a
 * loss of power: `oldest` is the newest transaction of which both can be said.
 */
export function freedPages(
  descriptor: number,
  header: Header,
  oldest: number,
  pages = header.lastPage + 1,
): FreedPages {
  const freed = { unread: new PageSet(pages), others: new PageSet(pages) };
  const read = (number: number): { page: Page; bytes: Buffer } => {
    const bytes = Buffer.allocUnsafe(header.pageSize);
    readSync(descriptor, bytes, 0, bytes.length, number * header.pageSize);
    return { page: new Page(number, bytes, header.transaction), bytes };
  };
  const take = (number: number): void => {
    const { page, bytes } = read(number);
    for (const { run, offset, length, node } of page.entries(true)) {
      let list = bytes.subarray(offset, offset + length);
      if (run) {
        list = Buffer.allocUnsafe(length);
        readSync(descriptor, list, 0, length, run.first * header.pageSize + offset);
      }
      const transaction = Number(page.keyAt(node).readBigUInt64LE());
      addAll(transaction <= oldest ? freed.unread : freed.others, list);
    }
  };
  forLeaves(header.free, (number) => read(number).page.children(), take);
  return freed;
}

/** A list has its length before it; an entry below zero says how many pages there are from the next one on. */
const addAll = (set: PageSet, list: Buffer): void => {
  const number = (index: number): number => Number(list.readBigInt64LE(index * NUMBER_BYTES));
  const length = number(0);
  if (length < 0 || (length + 1) * NUMBER_BYTES > list.length)
    throw new UnfitPageError('a list of free pages has no such length');
  for (let index = 1; index <= length; index += 1) {
    const entry = number(index);
    if (entry === 0) continue;
    const first = entry > 0 ? entry : number((index += 1));
    const end = first + (entry > 0 ? 1 : -entry);
    for (let page = first; page < end; page += 1) set.add(page);
  }
};

const forLeaves = (
  { root, depth }: Tree,
  childrenOf: (page: number) => readonly number[],
  take: (leaf: number) => void,
): void => {
  if (root === undefined) return;
  let level: readonly number[] = [root];
  for (let above = depth - 1; above > 0; above -= 1) level = level.flatMap(childrenOf);
  level.forEach(take);
};
