import { closeSync, fdatasyncSync, fstatSync, openSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { type Database, type RootDatabase } from 'lmdb';
import { freedPages } from './freed-pages.js';
import { newestHeader } from './lmdb-file.js';
import { type Header } from './lmdb-trees.js';
import { clearBytes, RemainsWalk, sameStaleKey, type StaleKey } from './remains-walk.js';

export interface RemainsOptions {
  /** Those trees whose keys tell about somebody. They have keys of bytes (`keyEncoding: 'binary'`). */
  readonly isTelling: (tree: string) => boolean;
  /** How long somebody who reads since before may hold it up, in milliseconds. */
  readonly patience: number;
}

/** Somebody goes on reading what was there before: to be tried again later. */
export class RemainsReadError extends Error {
  override readonly name = 'RemainsReadError';
}

/** In the file's main tree; it only has transactions write something. */
const MARK = 'remains';

/** The most free pages that are looked at in one transaction, which holds up those who write meanwhile. */
const CHUNK = 512;

/** Between two chunks, and two looks at readers, in milliseconds. */
const PAUSE = 5;

/** So many entries are written anew in one transaction, and more where a stale key leads to more; that many times more each time that stale keys are left. */
const FEW = 4_000;
const FEWER = 4;

type RawTree = Database<Buffer, Buffer>;

/** The entries from the first of these keys on, up to the end of the last that lies among the first `few`; the keys behind. */
const entriesBelow = (
  tree: RawTree,
  [first, ...others]: readonly StaleKey[],
  few: number,
): { readonly entries: readonly { key: Buffer; value: Buffer }[]; readonly rest: readonly StaleKey[] } => {
  const entries: { key: Buffer; value: Buffer }[] = [];
  if (!first) return { entries, rest: [] };
  let { end } = first;
  for (const { key, value } of tree.getRange({ start: first.key })) {
    while (end && key.compare(end) >= 0 && entries.length < few && others[0])
      end = laterEnd(end, others.shift()?.end);
    if (end && key.compare(end) >= 0) break;
    entries.push({ key: Buffer.from(key), value: Buffer.from(value) });
  }
  return { entries, rest: end ? others.filter(({ key }) => key.compare(end) >= 0) : [] };
};

const laterEnd = (one: Buffer, other: Buffer | undefined): Buffer | undefined =>
  other && one.compare(other) > 0 ? one : other;

/** See `overwriteRemains`. */
class Overwriting {
  private readonly trees = new Map<string, RawTree>();
  private marks = 0;

  constructor(
    private readonly root: RootDatabase,
    private readonly file: string,
    private readonly descriptor: number,
    private readonly options: RemainsOptions,
  ) {}

  async run(): Promise<void> {
    let left = this.walk();
    for (let few = FEW; left.length > 0; few *= FEWER) {
      for (const name of new Set(left.map(({ tree }) => tree)))
        await this.writeAnew(
          name,
          left.filter(({ tree }) => tree === name),
          few,
        );
      const found = this.walk();
      left = left.filter((one) => found.some((other) => sameStaleKey(one, other)));
    }
    await this.overwriteFreed();
    fdatasyncSync(this.descriptor);
  }

  /** Overwrites what pages in use hold beside their entries; returns the keys that lead to pages, and stand nowhere else. */
  private walk(): readonly StaleKey[] {
    const { root } = this;
    root.resetReadTxn();
    const pinned = root.useReadTransaction();
    try {
      const walk = new RemainsWalk(
        this.descriptor,
        root.transactionSync(() => this.header()),
      );
      walk.run();
      return walk.stale.filter(({ tree }) => this.options.isTelling(tree));
    } finally {
      pinned.done();
      root.resetReadTxn();
    }
  }

  /**
   * Takes out all entries below stale keys, and puts them back: the pages that they lead to become so empty meanwhile that LMDB
   * joins them with their neighbours, or leads to them by other keys. Those may be stale too at the edges of what was taken
   * out: the more entries at once, the fewer.
   */
  private async writeAnew(name: string, stale: readonly StaleKey[], few: number): Promise<void> {
    const tree = this.tree(name);
    let left: readonly StaleKey[] = [...stale].sort((one, other) => one.key.compare(other.key));
    while (left.length > 0) {
      left = this.root.transactionSync(() => {
        const { entries, rest } = entriesBelow(tree, left, few);
        for (const { key } of entries) tree.removeSync(key);
        for (const { key, value } of entries) tree.putSync(key, value);
        return rest;
      });
      await delay(PAUSE);
    }
  }

  private async overwriteFreed(): Promise<void> {
    const { root } = this;
    let durable = root.transactionSync(() => this.mark());
    await this.readersReach(durable);
    let left: readonly number[] = root.transactionSync(() => this.freeNow());
    let until = performance.now() + this.options.patience;
    while (left.length > 0) {
      const before = left.length;
      [durable, left] = root.transactionSync(() => {
        const rest = this.overwriteSome(left, Math.min(durable, this.oldestReader()));
        return [this.mark(), rest] as const;
      });
      if (left.length < before) until = performance.now() + this.options.patience;
      else if (performance.now() > until) throw this.held();
      await delay(PAUSE);
    }
  }

  /** Inside a transaction, like those below. Those behind the last page that was ever used are among them. */
  private freeNow(): number[] {
    const header = this.header();
    const { unread, others } = freedPages(this.descriptor, header, 0);
    const pages = Math.floor(fstatSync(this.descriptor).size / header.pageSize);
    return Array.from({ length: pages }, (_, page) => page).filter(
      (page) => page > header.lastPage || unread.has(page) || others.has(page),
    );
  }

  /**
   * Overwrites the first of these pages, and returns those that are left: not looked at yet, or freed since by somebody whom
   * a reader may still follow. What is in use again was overwritten by that.
   */
  private overwriteSome(pages: readonly number[], oldest: number): readonly number[] {
    const header = this.header();
    const { unread, others } = freedPages(this.descriptor, header, oldest);
    const kept: number[] = [];
    for (const page of pages.slice(0, CHUNK)) {
      const start = page * header.pageSize;
      if (page > header.lastPage || unread.has(page))
        clearBytes(this.descriptor, start, start + header.pageSize);
      else if (others.has(page)) kept.push(page);
    }
    return [...pages.slice(CHUNK), ...kept];
  }

  /** Has the transaction write something. Returns its number: it is on the disk once it has been committed. */
  private mark(): number {
    this.marks += 1;
    this.root.putSync(MARK, this.marks);
    return this.header().transaction + 1;
  }

  private header(): Header {
    return newestHeader(this.descriptor, this.file);
  }

  private async readersReach(transaction: number): Promise<void> {
    const until = performance.now() + this.options.patience;
    this.root.readerCheck();
    while (this.oldestReader() < transaction) {
      if (performance.now() > until) throw this.held();
      await delay(PAUSE);
    }
  }

  private held(): RemainsReadError {
    return new RemainsReadError(`Somebody reads ${this.file} as it was before: to be tried again`);
  }

  private oldestReader(): number {
    return Math.min(...readersIn(this.root.readerList()));
  }

  /** A tree can be opened only while nobody writes. */
  private tree(name: string): RawTree {
    const opened =
      this.trees.get(name) ??
      this.root.transactionSync(() =>
        this.root.openDB<Buffer, Buffer>(name, { encoding: 'binary', keyEncoding: 'binary' }),
      );
    this.trees.set(name, opened);
    return opened;
  }
}

/** The transactions at which readers stand: a line for each of them has a process, a thread, and the transaction or a dash. */
const readersIn = (list: string): number[] =>
  [...list.matchAll(/^\s*\d+\s+[0-9a-f]+x?\s+(\d+)\s*$/gm)].map(([, transaction]) => Number(transaction));

/**
 * Overwrites with zeros whatever the file of an embedded store holds that isn't stored any more: free pages, what pages in use
 * hold beside their entries, and deleted keys that still lead to pages. On return that is on the disk. Everybody goes on
 * reading and writing meanwhile; a transaction of its own takes milliseconds. It needs no room on the disk. It may be cut off
 * at any point, and begun anew: what LMDB reads of the file stays as it is.
 *
 * @throws RemainsReadError when somebody who began to read before goes on for longer than `patience`
 */
export async function overwriteRemains(
  root: RootDatabase,
  file: string,
  options: RemainsOptions,
): Promise<void> {
  const descriptor = openSync(file, 'r+');
  try {
    await new Overwriting(root, file, descriptor, options).run();
  } finally {
    closeSync(descriptor);
  }
}
