import { readSync } from 'node:fs';

/** Of the newest header of an LMDB file. */
export interface Header {
  /** In bytes. */
  readonly pageSize: number;
  /** The pages that its trees begin with. */
  readonly roots: readonly bigint[];
}

/** A page isn't what LMDB could have written. */
export class UnfitPageError extends Error {
  override readonly name = 'UnfitPageError';
}

/** Pages that lead to others come first; the leaves that are left out are in logs of more than some 60 MB. */
const MOST_PAGES = 16_384;

const NO_PAGE = 0xffff_ffff_ffff_ffffn;
const HEADER_BYTES = 24;
const NODE_BYTES = 8;
const OFFSET = { flags: 18, lower: 20, upper: 22 };
const BRANCH = 0x01;
const LEAF = 0x02;
/** Of a node of a leaf: its value stands on pages of its own, or is the record of a tree. */
const BIG = 0x01;
const TREE = 0x02;
const TREE_BYTES = 48;
const TREE_ROOT = 40;

/**
 * Follows the trees of an LMDB file from their roots, level by level, and finds each page, and what it says of itself and
 * of others, within its bounds: what LMDB takes for granted. The first 16,384 pages are read.
 * @throws UnfitPageError naming the page
 */
export function assertPages(descriptor: number, size: number, { pageSize, roots }: Header): void {
  const pages = BigInt(Math.floor(size / pageSize));
  const page = Buffer.alloc(pageSize);
  const queue = [...roots];
  const queued = new Set(queue);
  for (let index = 0; index < queue.length && index < MOST_PAGES; index += 1) {
    const number = queue[index] ?? 0n;
    const unfit = (what: string): UnfitPageError => new UnfitPageError(`page ${number} ${what}`);
    readSync(descriptor, page, 0, pageSize, Number(number) * pageSize);
    if (page.readBigUInt64LE(0) !== number) throw unfit('has the number of another');
    for (const next of childrenOf(page, pages, unfit)) {
      if (next >= pages) throw unfit('leads beyond the end of the file');
      if (queued.has(next)) throw unfit(`leads to page ${next}, as another does`);
      queued.add(next);
      queue.push(next);
    }
  }
}

type Unfit = (what: string) => UnfitPageError;

/** The pages that a page leads to. */
function childrenOf(page: Buffer, pages: bigint, unfit: Unfit): bigint[] {
  const kind = page.readUInt16LE(OFFSET.flags) & (BRANCH | LEAF);
  if (kind !== BRANCH && kind !== LEAF) throw unfit('is of no kind that stands in a tree');
  const [lower, upper] = [page.readUInt16LE(OFFSET.lower), page.readUInt16LE(OFFSET.upper)];
  if (lower > upper || upper > page.length - HEADER_BYTES) throw unfit('has no bounds');
  if (kind === BRANCH && lower === 0) throw unfit('leads nowhere');
  const children: bigint[] = [];
  for (let index = 0; index < lower; index += 2) {
    const node = HEADER_BYTES + page.readUInt16LE(HEADER_BYTES + index);
    if (node + NODE_BYTES > page.length) throw unfit('has an entry beyond its end');
    const low = page.readUInt32LE(node);
    const flags = page.readUInt16LE(node + 4);
    const value = node + NODE_BYTES + page.readUInt16LE(node + 6);
    if (value > page.length) throw unfit('has a key beyond its end');
    if (kind === BRANCH) children.push(BigInt(low) | (BigInt(flags) << 32n));
    else children.push(...rootIn(page, value, low, flags, pages, unfit));
  }
  return children;
}

/** The root of the tree that a value of a leaf is the record of, if it is one. */
function rootIn(page: Buffer, value: number, length: number, flags: number, pages: bigint, unfit: Unfit) {
  const isBig = (flags & BIG) !== 0;
  if (value + (isBig ? HEADER_BYTES : length) > page.length) throw unfit('has a value beyond its end');
  if (isBig) {
    const [first, count] = [page.readBigUInt64LE(value), page.readBigUInt64LE(value + 16)];
    if (first + count > pages || count * BigInt(page.length) < BigInt(length)) {
      throw unfit('has a value beyond the end of the file');
    }
  }
  if ((flags & TREE) === 0) return [];
  if (isBig || length < TREE_BYTES) throw unfit('has a tree without a record');
  const root = page.readBigUInt64LE(value + TREE_ROOT);
  return root === NO_PAGE ? [] : [root];
}
