import { readSync } from 'node:fs';
import { type Entry, Page, type Run, type Tree, UnfitPageError } from './lmdb-page.js';
import { PageSet } from './page-set.js';

/** Of an LMDB file, the newer one. */
export interface Header {
  /** In bytes. */
  readonly pageSize: number;
  /** The tree of lists of pages that are free. */
  readonly free: Tree;
  /** The tree of trees. */
  readonly main: Tree;
  readonly lastPage: number;
  readonly transaction: number;
}

/** A gigabyte of the usual pages, and a second or two. */
const MOST_PAGES = 262_144;
const HEADERS = 2;
const NUMBER_BYTES = 8;

/**
 * Follows the trees of an LMDB file from their roots, and finds each page, and what it says of itself and of others, within
 * its bounds; that no page stands in two places; and that none in use is said to be free. LMDB takes all of that for
 * granted. Reads what leads to other pages first, and no more than `most` pages: 262,144 when absent.
 * @throws UnfitPageError naming the page
 */
export function assertTrees(descriptor: number, size: number, header: Header, most = MOST_PAGES): void {
  new TreeWalk(descriptor, size, header, most).run();
}

class TreeWalk {
  private readonly pages: number;
  private readonly used: PageSet;
  private readonly leafBytes: Buffer;
  private readonly otherBytes: Buffer;
  private leaves: number[] = [];
  private readonly runs: Run[] = [];

  constructor(
    private readonly descriptor: number,
    size: number,
    private readonly header: Header,
    /** Pages that may still be read. */
    private left: number,
  ) {
    this.pages = Math.min(Math.floor(size / header.pageSize), header.lastPage + 1);
    this.used = new PageSet(this.pages);
    this.leafBytes = Buffer.alloc(header.pageSize);
    this.otherBytes = Buffer.alloc(header.pageSize);
  }

  run(): void {
    for (let page = 0; page < HEADERS; page += 1) this.used.add(page);
    this.descend(this.header.free);
    const free = this.freeLists();
    this.descend(this.header.main);
    while (this.leaves.length > 0) {
      for (const leaf of this.takenLeaves()) {
        for (const { tree, run } of leaf.entries(false)) {
          if (run) this.useRun(run, leaf);
          if (tree) this.descend(tree);
        }
      }
    }
    this.runs.sort((one, other) => one.first - other.first);
    for (const run of this.runs) this.read(run.first, this.otherBytes)?.assertRun(run);
    for (const list of free) this.assertFree(list);
  }

  /** Reads a tree down to its leaves, which it leaves to be taken. */
  private descend({ root, depth }: Tree): void {
    if (root === undefined) return;
    this.use({ first: root, count: 1 });
    let level = [root];
    for (let above = depth - 1; above > 0; above -= 1) level = level.flatMap((page) => this.childrenOf(page));
    for (const leaf of level) this.leaves.push(leaf);
  }

  private childrenOf(number: number): readonly number[] {
    const page = this.read(number, this.otherBytes);
    const children = page?.children() ?? [];
    for (const first of children) this.use({ first, count: 1 }, page);
    return children;
  }

  /** In the order of the file, as a disk reads them fastest. Each is good until the next one is asked for. */
  private *takenLeaves(): Iterable<Page> {
    const taken = this.leaves.sort((one, other) => one - other);
    this.leaves = [];
    for (const number of taken) {
      const page = this.read(number, this.leafBytes);
      if (!page) return;
      yield page;
    }
  }

  private freeLists(): Buffer[] {
    const lists: Buffer[] = [];
    for (const leaf of this.takenLeaves()) {
      for (const entry of leaf.entries(true)) {
        if (entry.run) this.useRun(entry.run, leaf);
        lists.push(this.valueOf(leaf, entry));
      }
    }
    return lists;
  }

  private valueOf(leaf: Page, { run, offset, length }: Entry): Buffer {
    const value = Buffer.alloc(length);
    const first = run?.first ?? leaf.number;
    readSync(this.descriptor, value, 0, length, first * this.header.pageSize + offset);
    return value;
  }

  /** A list has its length before it; an entry below zero says how many pages there are from the next one on. */
  private assertFree(list: Buffer): void {
    const number = (index: number): number => Number(list.readBigInt64LE(index * NUMBER_BYTES));
    const length = list.length < NUMBER_BYTES ? Infinity : number(0);
    if (length < 0 || (length + 1) * NUMBER_BYTES > list.length) {
      throw new UnfitPageError('a list of free pages has no such length');
    }
    for (let index = 1; index <= length; index += 1) {
      const entry = number(index);
      if (entry === 0) continue;
      const first = entry > 0 ? entry : index < length ? number((index += 1)) : -1;
      const end = first + (entry > 0 ? 1 : -entry);
      if (first < HEADERS || end > this.header.lastPage + 1) {
        throw new UnfitPageError('a list of free pages names one beyond the end of the file');
      }
      for (let page = first; page < end; page += 1) {
        if (this.used.has(page)) throw new UnfitPageError(`page ${page} is in use, and said to be free`);
      }
    }
  }

  private useRun(run: Run, by: Page): void {
    this.use(run, by);
    this.runs.push(run);
  }

  /** @throws UnfitPageError when the pages don't exist, or stand somewhere else too */
  private use({ first, count }: Run, by?: Page): void {
    const unfit = (what: string): UnfitPageError =>
      by?.unfit(`leads to page ${first}, ${what}`) ?? new UnfitPageError(`page ${first}, a root, ${what}`);
    if (first + count > this.pages) throw unfit('which is beyond the end of the file');
    for (let page = first; page < first + count; page += 1) {
      if (this.used.has(page)) throw unfit('which stands somewhere else, too');
      this.used.add(page);
    }
  }

  /** Undefined when so many have been read that no more may be. */
  private read(number: number, bytes: Buffer): Page | undefined {
    if (this.left <= 0) return undefined;
    this.left -= 1;
    readSync(this.descriptor, bytes, 0, bytes.length, number * this.header.pageSize);
    return new Page(number, bytes, this.header.transaction);
  }
}
