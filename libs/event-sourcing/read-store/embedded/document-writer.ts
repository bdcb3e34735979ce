import { type PositionedDocument, type StoredDocument } from '../read-store.port.js';
import { type Catalog, type CatalogEntry } from './catalog.js';
import { documentKey } from './document-keys.js';
import { insert, removeStored, replaceStored } from './document-tree.js';
import { type TraitChanges } from './index-entries.js';
import { KeyWriter } from './key-encoding.js';
import { type LmdbEnvironment } from './lmdb-environment.js';
import { decodeDocument, writeDocument } from './stored-document.js';
import { PacketWriter } from './write-packet.js';
import { type WriteThread } from './write-thread.js';

const out = new KeyWriter();

/**
 * Writes documents together with their index entries.
 *
 * The many writes of projections are encoded here, and carried out by a thread of their own on the condition that the
 * collection's indexes have not changed since; if they have, the documents are encoded anew. So the event loop is held
 * for a few microseconds a document, and never by a transaction of theirs.
 */
export class DocumentWriter {
  constructor(
    private readonly environment: LmdbEnvironment,
    private readonly catalog: Catalog,
    private readonly thread: WriteThread,
    private readonly name: string,
  ) {}

  /**
   * All of them in one transaction.
   * @throws ReadStoreError when the folder is open for reading alone
   */
  async writeIfNewer(documents: Iterable<PositionedDocument>): Promise<void> {
    this.environment.assertWritable();
    for (;;) {
      this.environment.root.resetReadTxn();
      const entry = this.catalog.find(this.name) ?? (await this.catalog.create(this.name));
      const packet = this.encode(entry, documents);
      if (packet instanceof PacketWriter) {
        if (packet.isEmpty || (await this.thread.write(packet.finish()))) return;
      } else await this.catalog.note(this.name, packet);
    }
  }

  /** Stores one document over what is stored. Inside a write transaction only. */
  replace(document: StoredDocument): void {
    let entry = this.catalog.ensure(this.name);
    const changes = writeDocument(out.reset(), document, entry.indexes);
    if (changes) {
      entry = this.catalog.noteWithin(this.name, changes);
      writeDocument(out.reset(), document, entry.indexes);
    }
    const bytes = out.copy();
    const key = documentKey(document._id);
    if (insert(entry, key, bytes)) return;
    const stored = entry.documents.getBinaryFast(key);
    if (stored !== undefined) replaceStored(entry, key, bytes, stored);
  }

  /** Inside a write transaction only. */
  remove(entry: CatalogEntry, id: string): void {
    const key = documentKey(id);
    const stored = entry.documents.getBinaryFast(key);
    if (stored !== undefined) removeStored(entry, key, stored);
  }

  /**
   * Gives stored documents the entries of the indexes declared since. Inside a write transaction only.
   * @throws ReadStoreError
   */
  reindex(keys: readonly Buffer[]): void {
    // A collection that was dropped meanwhile must not be created again.
    const documents = this.catalog.find(this.name)?.documents;
    for (const key of keys) {
      const stored = documents?.getBinaryFast(key);
      if (stored !== undefined) this.replace(decodeDocument(stored));
    }
  }

  /**
   * Encodes without giving up the event loop: with several collections, the thread writes the first while the next is encoded.
   * Returns instead what the catalog must record first; the documents are then encoded again.
   */
  private encode(entry: CatalogEntry, documents: Iterable<PositionedDocument>): PacketWriter | TraitChanges {
    const packet = new PacketWriter(this.name, entry);
    for (const document of documents) {
      const changes = packet.add(document);
      if (changes) return changes;
    }
    return packet;
  }
}
