import { accessSync, closeSync, constants, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { treeAt, UnfitPageError, wordAt } from './lmdb-page.js';
import { assertTrees, type Header } from './lmdb-trees.js';

const MAGIC = 0xbeefc0de;
const VERSION = 2;
const META = 0x08;
const HEADER_BYTES = 160;
const SMALLEST_PAGE = 512;
const LARGEST_PAGE = 32_768;

/** Where LMDB's header (two of them, a page each, the newer one counts) has what is looked at here. */
const OFFSET = {
  flags: 18,
  magic: 24,
  version: 28,
  pageSize: 48,
  freeTree: 48,
  mainTree: 96,
  lastPage: 144,
  transaction: 152,
};

/** A file of an embedded store isn't what LMDB may map. The message names the file and what is wrong with it. */
export class UnfitFileError extends Error {
  override readonly name = 'UnfitFileError';
}

export interface FitOptions {
  /** The files are to be read alone. */
  readonly readOnly: boolean;
  /** Looks into the pages too: a second or two for each gigabyte, of which it reads one. Only while nobody writes. */
  readonly pages: boolean;
}

/**
 * LMDB maps its file into memory and trusts it: opening something else, or a file that was cut off, kills the process. So
 * the files of a folder are looked at first. A missing or empty file is accepted: the store is created in it.
 *
 * @throws UnfitFileError when the process would crash on them, or may not use them
 */
export function assertFit(folder: string, { readOnly, pages }: FitOptions): void {
  const file = join(folder, 'data.mdb');
  for (const path of [file, join(folder, 'lock.mdb')]) assertUsable(path, readOnly);
  if (!existsSync(file)) return;
  const descriptor = openSync(file, 'r');
  try {
    if (fstatSync(descriptor).size === 0) return;
    const header = newestHeader(descriptor, file);
    // Looked at after the header: another process may be making the file longer, and writes the header last.
    const { size } = fstatSync(descriptor);
    const last = Math.max(header.free.root ?? 0, header.main.root ?? 0);
    if ((last + 1) * header.pageSize > size)
      throw new UnfitFileError(`${file} has been cut off at ${size} bytes`);
    if (pages) assertTrees(descriptor, size, header);
  } catch (error) {
    if (error instanceof UnfitPageError) throw new UnfitFileError(`${file} is damaged: ${error.message}`);
    throw error;
  } finally {
    closeSync(descriptor);
  }
}

function assertUsable(path: string, readOnly: boolean): void {
  if (!existsSync(path)) return;
  try {
    accessSync(path, readOnly ? constants.R_OK : constants.R_OK | constants.W_OK);
  } catch {
    throw new UnfitFileError(`${path} may not be ${readOnly ? 'read' : 'read and written'} by this user`);
  }
}

/** @throws UnfitFileError, UnfitPageError */
export function newestHeader(descriptor: number, file: string): Header {
  const first = headerAt(descriptor, 0, file);
  const second = headerAt(descriptor, first.pageSize, file);
  if (second.pageSize !== first.pageSize)
    throw new UnfitFileError(`${file} is damaged: it has two page sizes`);
  return first.transaction >= second.transaction ? first : second;
}

function headerAt(descriptor: number, position: number, file: string): Header {
  const bytes = Buffer.alloc(HEADER_BYTES);
  const read = readSync(descriptor, bytes, 0, HEADER_BYTES, position);
  const isMeta = (bytes.readUInt16LE(OFFSET.flags) & META) !== 0;
  if (read < HEADER_BYTES || bytes.readUInt32LE(OFFSET.magic) !== MAGIC || !isMeta) {
    throw new UnfitFileError(`${file} is no file of an embedded store`);
  }
  const version = bytes.readUInt32LE(OFFSET.version) & 0xffff;
  if (version !== VERSION) {
    throw new UnfitFileError(
      `${file} has version ${version} of LMDB's format, and version ${VERSION} is read`,
    );
  }
  const pageSize = bytes.readUInt32LE(OFFSET.pageSize);
  if (pageSize < SMALLEST_PAGE || pageSize > LARGEST_PAGE || (pageSize & (pageSize - 1)) !== 0) {
    throw new UnfitFileError(`${file} is damaged: its pages cannot have ${pageSize} bytes`);
  }
  return {
    pageSize,
    free: treeAt(bytes, OFFSET.freeTree),
    main: treeAt(bytes, OFFSET.mainTree),
    lastPage: wordAt(bytes, OFFSET.lastPage),
    transaction: wordAt(bytes, OFFSET.transaction),
  };
}
