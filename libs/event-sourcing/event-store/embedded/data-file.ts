import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { EventStoreError } from '../event-store.port.js';

const MAGIC = 0xbeefc0de;
const HEADER_BYTES = 160;
const NO_PAGE = 0xffff_ffff_ffff_ffffn;

/** Where LMDB's header (two of them, a page each, the newer one counts) has what is looked at here. */
const OFFSET = { magic: 24, pageSize: 48, freeRoot: 88, mainRoot: 136, transaction: 152 };

interface Header {
  readonly pageSize: number;
  readonly transaction: bigint;
  readonly roots: readonly bigint[];
}

/**
 * LMDB maps its file into memory and trusts it: opening something else, or a file that was cut off, kills the
 * process. So the header is looked at first. A missing or empty file is accepted: the log is created in it.
 *
 * @throws EventStoreError when the file is no LMDB file, or ends before the roots of its tables
 */
export function assertDataFile(path: string): void {
  if (!existsSync(path)) return;
  const descriptor = openSync(path, 'r');
  try {
    if (fstatSync(descriptor).size === 0) return;
    const first = headerAt(descriptor, 0);
    const second = first && headerAt(descriptor, first.pageSize);
    if (first === undefined || second === undefined) throw new EventStoreError(`${path} is no event log`);
    const { pageSize, roots } = first.transaction > second.transaction ? first : second;
    // Looked at after the header: another process may be making the file longer, and writes the header last.
    const { size } = fstatSync(descriptor);
    if (roots.some((root) => root !== NO_PAGE && (root + 1n) * BigInt(pageSize) > size)) {
      throw new EventStoreError(`${path} has been cut off at ${size} bytes`);
    }
  } finally {
    closeSync(descriptor);
  }
}

function headerAt(descriptor: number, position: number): Header | undefined {
  const bytes = Buffer.alloc(HEADER_BYTES);
  const read = readSync(descriptor, bytes, 0, HEADER_BYTES, position);
  if (read < HEADER_BYTES || bytes.readUInt32LE(OFFSET.magic) !== MAGIC) return undefined;
  return {
    pageSize: bytes.readUInt32LE(OFFSET.pageSize),
    transaction: bytes.readBigUInt64LE(OFFSET.transaction),
    roots: [bytes.readBigUInt64LE(OFFSET.freeRoot), bytes.readBigUInt64LE(OFFSET.mainRoot)],
  };
}
