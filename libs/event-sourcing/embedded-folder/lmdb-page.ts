/** A page isn't what LMDB could have written. */
export class UnfitPageError extends Error {
  override readonly name = 'UnfitPageError';
}

/** What a tree is known by: the header has two such records, the tree of trees has the others. */
export interface Tree {
  /** Undefined: it is empty. */
  readonly root: number | undefined;
  /** How many pages lie on the way from its root to a value. */
  readonly depth: number;
}

/** Pages in a row that hold one value. */
export interface Run {
  readonly first: number;
  readonly count: number;
}

/** What a leaf has for one key; a value of its own is not looked at. */
export interface Entry {
  readonly tree: Tree | undefined;
  readonly run: Run | undefined;
  /** Of the value, in bytes: on this page, or in the run. */
  readonly offset: number;
  readonly length: number;
  /** Where it begins on the page. */
  readonly node: number;
}

/** What stands for no page; more than a number holds exactly, which no number of a page is. */
const NO_PAGE = 2 ** 64;
const PAGE_HEADER_BYTES = 24;
const NODE_BYTES = 8;
const OFFSET = { transaction: 8, flags: 18, lower: 20, upper: 22, count: 20 };
const BRANCH = 0x01;
const LEAF = 0x02;
const OVERFLOW = 0x04;
/** The bits that say of what kind a page is. */
const KINDS = 0x7f;
/** Of a node of a leaf: its value stands on pages of its own, or is the record of a tree. */
const BIG = 0x01;
const TREE = 0x02;
const RUN_BYTES = 24;
const TREE_BYTES = 48;
/** Trees whose keys have several values; none of our stores has any. */
const SEVERAL_VALUES = 0x04 | 0x10 | 0x20 | 0x40;
const DEEPEST = 32;
/** A place and a size on a page, each below it, sort as one number. */
const PACKED = 65_536;

/** 64 bits without a sign. Exact below 2^53: no number of a page or a transaction gets there. Faster than a `bigint`. */
export const wordAt = (bytes: Buffer, offset: number): number =>
  bytes.readUInt32LE(offset) + bytes.readUInt32LE(offset + 4) * 2 ** 32;

const even = (bytes: number): number => bytes + (bytes & 1);

/** The record of a tree. @throws UnfitPageError when there can be no such tree */
export function treeAt(bytes: Buffer, offset: number): Tree {
  const root = wordAt(bytes, offset + 40);
  const depth = bytes.readUInt16LE(offset + 6);
  const isEmpty = root === NO_PAGE;
  if (isEmpty !== (depth === 0) || depth > DEEPEST) throw new UnfitPageError('a tree has no such depth');
  if ((bytes.readUInt16LE(offset + 4) & SEVERAL_VALUES) !== 0)
    throw new UnfitPageError('a tree has no such kind');
  return { root: isEmpty ? undefined : root, depth };
}

/** One page of a tree, of which nothing is believed that wasn't looked at. */
export class Page {
  constructor(
    readonly number: number,
    private readonly bytes: Buffer,
    /** Of the newest header. */
    private readonly transaction: number,
  ) {}

  unfit(what: string): UnfitPageError {
    return new UnfitPageError(`page ${this.number} ${what}`);
  }

  /** The pages that a page above the leaves leads to. */
  children(): number[] {
    this.assertKind(BRANCH);
    const nodes = this.nodes(() => 0);
    if (nodes.length === 0) throw this.unfit('leads nowhere');
    return nodes.map((at) => this.bytes.readUInt32LE(at) + this.bytes.readUInt16LE(at + 4) * 2 ** 32);
  }

  /** What stands in a leaf, without the values that are no more than that. */
  entries(all: boolean): Entry[] {
    this.assertKind(LEAF);
    const nodes = this.nodes((at, flags) => ((flags & BIG) !== 0 ? RUN_BYTES : this.bytes.readUInt32LE(at)));
    const entries: Entry[] = [];
    for (const at of nodes) {
      const flags = this.bytes.readUInt16LE(at + 4);
      if (all || (flags & (BIG | TREE)) !== 0) entries.push(this.entryAt(at, flags));
    }
    return entries;
  }

  /** The keys on it, in their order: copies. The first of a page above the leaves leads nowhere by itself, and may be empty. */
  keys(): Buffer[] {
    return this.pointers().map((at) => this.keyAt(at));
  }

  /** A copy. */
  firstKey(): Buffer | undefined {
    const [first] = this.pointers();
    return first === undefined ? undefined : this.keyAt(first);
  }

  /** The key of the entry that begins there: a copy. */
  keyAt(node: number): Buffer {
    const start = node + NODE_BYTES;
    return Buffer.from(this.bytes.subarray(start, start + this.bytes.readUInt16LE(node + 6)));
  }

  /** Where the bytes between its list of entries and the entries begin and end: they say nothing, and hold what once stood there. */
  gap(): { readonly start: number; readonly end: number } {
    return {
      start: PAGE_HEADER_BYTES + this.bytes.readUInt16LE(OFFSET.lower),
      end: PAGE_HEADER_BYTES + this.bytes.readUInt16LE(OFFSET.upper),
    };
  }

  /** As the first page of a run. */
  assertRun({ count }: Run): void {
    this.assertKind(OVERFLOW);
    if (this.bytes.readUInt32LE(OFFSET.count) !== count) throw this.unfit('has no value of that length');
  }

  private assertKind(kind: number): void {
    if (wordAt(this.bytes, 0) !== this.number) throw this.unfit('has the number of another');
    if ((this.bytes.readUInt16LE(OFFSET.flags) & KINDS) !== kind)
      throw this.unfit('is of no kind that stands there');
    if (wordAt(this.bytes, OFFSET.transaction) > this.transaction) {
      throw this.unfit('is newer than the header');
    }
  }

  /** Where its nodes begin, which fill exactly the room that the page says is taken. */
  private nodes(valueBytes: (at: number, flags: number) => number): number[] {
    const { bytes } = this;
    const [lower, upper] = [bytes.readUInt16LE(OFFSET.lower), bytes.readUInt16LE(OFFSET.upper)];
    if (lower > upper || upper > bytes.length - PAGE_HEADER_BYTES || lower % 2 !== 0) {
      throw this.unfit('has no bounds');
    }
    const nodes: number[] = [];
    const packed = new Uint32Array(lower / 2);
    for (let index = 0; index < packed.length; index += 1) {
      const pointer = bytes.readUInt16LE(PAGE_HEADER_BYTES + 2 * index);
      const at = PAGE_HEADER_BYTES + pointer;
      if (pointer < upper || at + NODE_BYTES > bytes.length)
        throw this.unfit('has an entry out of its bounds');
      const size = NODE_BYTES + bytes.readUInt16LE(at + 6) + valueBytes(at, bytes.readUInt16LE(at + 4));
      if (at + size > bytes.length) throw this.unfit('has a key or a value beyond its end');
      nodes.push(at);
      packed[index] = at * PACKED + even(size);
    }
    let end = PAGE_HEADER_BYTES + upper;
    for (const node of packed.sort()) {
      if (Math.floor(node / PACKED) !== end) throw this.unfit('has entries that overlap');
      end += node % PACKED;
    }
    if (end !== bytes.length) throw this.unfit('has entries that overlap');
    return nodes;
  }

  /** Where its nodes begin: of a page that was looked at before. */
  private pointers(): number[] {
    const { bytes } = this;
    const count = bytes.readUInt16LE(OFFSET.lower) / 2;
    return Array.from(
      { length: count },
      (_, index) => PAGE_HEADER_BYTES + bytes.readUInt16LE(PAGE_HEADER_BYTES + 2 * index),
    );
  }

  private entryAt(at: number, flags: number): Entry {
    const { bytes } = this;
    const length = bytes.readUInt32LE(at);
    const offset = at + NODE_BYTES + bytes.readUInt16LE(at + 6);
    if ((flags & TREE) !== 0) {
      if ((flags & BIG) !== 0 || length !== TREE_BYTES) throw this.unfit('has a tree without a record');
      return { tree: treeAt(bytes, offset), run: undefined, offset, length, node: at };
    }
    if ((flags & BIG) === 0) return { tree: undefined, run: undefined, offset, length, node: at };
    const run = {
      first: wordAt(bytes, offset),
      count: wordAt(bytes, offset + 16),
    };
    if (run.count !== Math.ceil((PAGE_HEADER_BYTES + length) / bytes.length)) {
      throw this.unfit('has no value of that length');
    }
    return { tree: undefined, run, offset: PAGE_HEADER_BYTES, length, node: at };
  }
}
