import { readSync, writeSync } from 'node:fs';
import { type Entry, Page, type Tree } from './lmdb-page.js';
import { type Header } from './lmdb-trees.js';

/** A key that a page above the leaves leads by, and that the tree has no more. */
export interface StaleKey {
  /** The name of the tree. */
  readonly tree: string;
  readonly key: Buffer;
  /** The next key that leads to another page; undefined: there is none. */
  readonly end: Buffer | undefined;
}

export const sameStaleKey = (one: StaleKey, other: StaleKey): boolean =>
  one.tree === other.tree && one.key.equals(other.key);

/**
 * Goes through all trees of an LMDB file, and overwrites what their pages hold beside their entries: LMDB moves entries on a
 * page and never clears where they stood. The pages must be pinned: a read transaction is open that began no later than the
 * header. Writers copy pages before they change them, and nobody reads these bytes, so nobody is waited for.
 */
export class RemainsWalk {
  readonly stale: StaleKey[] = [];

  constructor(
    private readonly descriptor: number,
    private readonly header: Header,
  ) {}

  /** @throws UnfitPageError when a page isn't what LMDB could have written; what was overwritten before stays so */
  run(): void {
    this.tree(this.header.free, '');
    this.tree(this.header.main, '');
  }

  private tree({ root, depth }: Tree, name: string): void {
    if (root !== undefined) this.below(root, depth, name, undefined);
  }

  /** Returns the first key of the first leaf below. `end` is where the pages after it begin. */
  private below(number: number, depth: number, name: string, end: Buffer | undefined): Buffer | undefined {
    const page = this.read(number);
    const isLeaf = depth === 1;
    if (isLeaf) for (const entry of page.entries(false)) this.leafEntry(entry, page);
    const children = isLeaf ? [] : page.children();
    this.clearGap(page);
    if (isLeaf) return page.firstKey();
    const keys = page.keys();
    let first: Buffer | undefined;
    children.forEach((child, index) => {
      const next = keys[index + 1] ?? end;
      const below = this.below(child, depth - 1, name, next);
      const key = keys[index];
      if (index === 0) first = below;
      else if (key && below && !key.equals(below)) this.stale.push({ tree: name, key, end: next });
    });
    return first;
  }

  private leafEntry({ tree, run, offset, length, node }: Entry, page: Page): void {
    if (tree) this.tree(tree, nameOf(page.keyAt(node)));
    if (run) this.clear(this.at(run.first) + offset + length, this.at(run.first + run.count));
  }

  private clearGap(page: Page): void {
    const { start, end } = page.gap();
    this.clear(this.at(page.number) + start, this.at(page.number) + end);
  }

  private clear(start: number, end: number): void {
    clearBytes(this.descriptor, start, end);
  }

  private at(page: number): number {
    return page * this.header.pageSize;
  }

  private read(number: number): Page {
    const bytes = Buffer.allocUnsafe(this.header.pageSize);
    readSync(this.descriptor, bytes, 0, bytes.length, this.at(number));
    return new Page(number, bytes, this.header.transaction);
  }
}

/** LMDB's package ends the name of a tree by a zero. */
const nameOf = (key: Buffer): string => key.toString('utf8').replace(/\0$/, '');

/** Writes zeros where there are others: a part of a file that was never written takes no room by it. */
export const clearBytes = (descriptor: number, start: number, end: number): void => {
  const bytes = Buffer.allocUnsafe(end - start);
  const read = readSync(descriptor, bytes, 0, bytes.length, start);
  const zeros = Buffer.alloc(read);
  if (bytes.compare(zeros, 0, read, 0, read) !== 0) writeSync(descriptor, zeros, 0, read, start);
};
