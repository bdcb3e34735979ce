import { type StoredDocument } from '../read-store.port.js';
import { type CatalogEntry } from './catalog.js';
import { checkId } from './document-keys.js';
import { type TraitChanges } from './index-entries.js';
import { KeyWriter } from './key-encoding.js';
import { writeDocument } from './stored-document.js';

/** Documents of one collection on their way to the thread that writes them. */
export interface WritePacket {
  readonly collection: string;
  /** Of the catalog's entry that they were encoded by. */
  readonly version: number;
  readonly count: number;
  /** For each document: the length of its key (2 bytes), the key, the length of the document (4), the document. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const CAPACITY = 65_536;

/** Encodes documents one by one, as their collection is indexed now. */
export class PacketWriter {
  private readonly out = new KeyWriter(CAPACITY);
  private count = 0;

  constructor(
    private readonly collection: string,
    private readonly entry: Pick<CatalogEntry, 'version' | 'indexes'>,
  ) {}

  /** What the document shows of the indexes and the catalog doesn't know yet: to be noted there, and encoded anew. */
  add(document: StoredDocument): TraitChanges | undefined {
    checkId(document._id);
    const { out, entry } = this;
    this.count += 1;
    const keyAt = out.length;
    out.uint16(0).value(document._id);
    out.patchUint16(out.length - keyAt - 2, keyAt);
    const documentAt = out.length;
    const changes = writeDocument(out.uint32(0), document, entry.indexes);
    out.patchUint32(out.length - documentAt - 4, documentAt);
    return changes;
  }

  get isEmpty(): boolean {
    return this.count === 0;
  }

  /** The writer is of no further use then. */
  finish(): WritePacket {
    const { collection, entry, count } = this;
    return { collection, version: entry.version, count, bytes: this.out.release() };
  }
}

/** The documents of a packet, each with its key, as views on the packet's bytes. */
export function* documentsIn({ bytes }: WritePacket): Generator<{ key: Buffer; document: Buffer }> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const part = (start: number, length: number): Buffer => buffer.subarray(start, start + length);
  for (let at = 0; at < buffer.length;) {
    const key = part(at + 2, buffer.readUInt16BE(at));
    at += 2 + key.length;
    const document = part(at + 4, buffer.readUInt32BE(at));
    at += 4 + document.length;
    yield { key, document };
  }
}
