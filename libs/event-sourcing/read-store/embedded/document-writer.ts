import { getLastVersion } from 'lmdb';
import { type PositionedDocument, ReadStoreError, type StoredDocument } from '../read-store.port.js';
import { type Catalog, type CatalogEntry, isNews } from './catalog.js';
import { after, checkId, documentKey, indexKey, indexPrefix } from './document-keys.js';
import { valuesAt } from './document-path.js';
import { type Index, type IndexEntries, indexEntriesOf } from './index-entries.js';
import { type LmdbEnvironment, writeFailure } from './lmdb-environment.js';
import { Pace } from './pace.js';
import {
  decodeDocument,
  encodeDocument,
  sameEntries,
  storedEntries,
  type StoredEntry,
  storedPosition,
} from './stored-document.js';

/** A document as found under its key, and the version that tells whether it has changed since. */
interface Stored {
  /** These hold until the next read. */
  readonly bytes: Buffer;
  readonly version: number;
}

/** Whether a document is stored as it was made up, or has to be made up anew. A failure isn't thrown, but told: many
 * writes are under way at a time, and one that fails before it is waited for would end the process. */
type Outcome = boolean | { readonly failure: unknown };

/** What a document puts into one of the indexes. */
interface Indexed {
  readonly index: Index;
  readonly entries: IndexEntries;
}

/**
 * Writes documents together with their index entries.
 *
 * The many writes of projections are made up here from what is stored, and carried out by LMDB's own thread on the
 * condition that neither the document nor the collection's indexes have changed since; if they have, the document is
 * made up anew. So the event loop is held for a few microseconds a document, and a large call is one transaction or few.
 */
export class DocumentWriter {
  constructor(
    private readonly environment: LmdbEnvironment,
    private readonly catalog: Catalog,
    private readonly name: string,
  ) {}

  /** @throws ReadStoreError when a unique index forbids a document; those before it are written. */
  async writeIfNewer(documents: readonly PositionedDocument[]): Promise<void> {
    for (const { _id } of documents) checkId(_id);
    let waiting = documents;
    while (waiting.length > 0) {
      const done = await this.attempt(waiting);
      waiting = waiting.filter((_, at) => done[at] !== true);
    }
  }

  /**
   * Stores one document over what is stored. Inside a write transaction only.
   * @throws ReadStoreError, with nothing written, when a unique index forbids the document.
   */
  replace(document: StoredDocument): void {
    const known = this.catalog.ensure(this.name);
    const news = newsIn(entriesOf(document, known.indexes));
    const entry = news.size === 0 ? known : this.catalog.noteWithin(this.name, news);
    const key = documentKey(entry.id, document._id);
    const stored = this.read(key);
    const entries = entriesOf(document, entry.indexes);
    this.refuseDuplicates(entry, document, entries);
    this.write(entry, document, key, stored, flat(entries));
  }

  /** Inside a write transaction only. */
  remove(entry: CatalogEntry, id: string): void {
    const key = documentKey(entry.id, id);
    const stored = this.read(key);
    if (stored === undefined) return;
    for (const each of storedEntries(stored.bytes)) {
      this.environment.indexes.removeSync(entryKey(entry, each, id)[0]);
    }
    this.environment.documents.removeSync(key);
  }

  /**
   * Gives stored documents the entries of the indexes declared since. False: some changed meanwhile, the others are done.
   * @throws ReadStoreError
   */
  async reindex(entry: CatalogEntry, keys: readonly Buffer[]): Promise<boolean> {
    const outcomes = keys.map((key) => {
      const stored = this.read(key);
      if (stored === undefined) return Promise.resolve(true);
      return this.enqueue(entry, decodeDocument(stored.bytes), key, stored);
    });
    return (await allOf(outcomes)).every(Boolean);
  }

  private async attempt(documents: readonly PositionedDocument[]): Promise<boolean[]> {
    const outcomes: Promise<Outcome>[] = [];
    const pace = new Pace();
    this.environment.root.resetReadTxn();
    let entry = this.catalog.find(this.name) ?? (await this.catalog.create(this.name));
    for (const document of documents) {
      outcomes.push(this.writeOne(entry, document));
      if (!pace.isDue()) continue;
      await pace.rest();
      this.environment.root.resetReadTxn();
      entry = this.catalog.find(this.name) ?? entry;
    }
    return allOf(outcomes);
  }

  private writeOne(entry: CatalogEntry, document: PositionedDocument): Promise<Outcome> {
    const key = documentKey(entry.id, document._id);
    const stored = this.read(key);
    if (stored !== undefined && storedPosition(stored.bytes) >= document._position)
      return Promise.resolve(true);
    return this.enqueue(entry, document, key, stored);
  }

  private async enqueue(
    entry: CatalogEntry,
    document: StoredDocument,
    key: Buffer,
    stored: Stored | undefined,
  ): Promise<Outcome> {
    try {
      const entries = entriesOf(document, entry.indexes);
      if (entries.some((each) => isNews(each.index, each.entries))) {
        await this.catalog.note(this.name, newsIn(entries));
        return false;
      }
      if (entry.indexes.some(({ unique }) => unique)) return await this.writeChecked(entry, document, stored);
      const { catalog, documents } = this.environment;
      const write = (): void => {
        this.write(entry, document, key, stored, flat(entries));
      };
      let documentUnchanged: Promise<boolean> | undefined;
      // Each document repeats the outer condition: inside a failed one LMDB's writer would let a second block through.
      const indexesUnchanged = catalog.ifVersion(this.name, entry.version, () => {
        documentUnchanged =
          stored === undefined
            ? documents.ifNoExists(key, write)
            : documents.ifVersion(key, stored.version, write);
      });
      // Both at once: of a commit that fails in the middle of this, LMDB tells the inner promise alone.
      return (await Promise.all([indexesUnchanged, documentUnchanged])).every(
        (unchanged) => unchanged === true,
      );
    } catch (error) {
      return { failure: writeFailure(error) };
    }
  }

  /** Under a unique index the check and the write have to be one transaction. */
  private writeChecked(
    entry: CatalogEntry,
    document: StoredDocument,
    stored: Stored | undefined,
  ): Promise<boolean> {
    return this.environment.transaction(() => {
      const current = this.catalog.find(this.name);
      const now = this.read(documentKey(entry.id, document._id));
      if (current?.version !== entry.version || now?.version !== stored?.version) return false;
      this.replace(document);
      return true;
    });
  }

  private write(
    entry: CatalogEntry,
    document: StoredDocument,
    key: Buffer,
    stored: Stored | undefined,
    entries: readonly StoredEntry[],
  ): void {
    const { documents, indexes } = this.environment;
    const bytes = encodeDocument(document, entries);
    void documents.put(key, bytes, nextVersion(stored));
    if (stored !== undefined && sameEntries(stored.bytes, bytes)) return;
    const before = stored === undefined ? [] : storedEntries(stored.bytes);
    for (const each of without(before, entries)) {
      void indexes.remove(entryKey(entry, each, document._id)[0]);
    }
    for (const each of without(entries, before)) {
      void indexes.put(...entryKey(entry, each, document._id));
    }
  }

  private read(key: Buffer): Stored | undefined {
    const bytes = this.environment.documents.getBinaryFast(key);
    return bytes && { bytes, version: getLastVersion() };
  }

  private refuseDuplicates(entry: CatalogEntry, document: StoredDocument, indexed: readonly Indexed[]): void {
    for (const {
      index,
      entries: { keys },
    } of indexed) {
      if (!index.unique || index.fields.every(({ path }) => isMissing(document, path))) continue;
      for (const key of keys) {
        const start = Buffer.concat([indexPrefix(entry.id, index.number), key]);
        const own = indexKey(entry.id, index, key, document._id)[0];
        for (const other of this.environment.indexes.getKeys({ start, end: after(start) })) {
          if (other.equals(own)) continue;
          const paths = index.fields.map(({ path }) => path).join(', ');
          throw new ReadStoreError(
            `${this.name}: another document has the same ${paths} as ${document._id}.`,
          );
        }
      }
    }
  }
}

/** @throws the first failure, once all have ended */
async function allOf(outcomes: readonly Promise<Outcome>[]): Promise<boolean[]> {
  return (await Promise.all(outcomes)).map((outcome) => {
    if (typeof outcome !== 'boolean') throw outcome.failure;
    return outcome;
  });
}

function entriesOf(document: StoredDocument, indexes: readonly Index[]): Indexed[] {
  return indexes.map((index) => ({ index, entries: indexEntriesOf(document, index) }));
}

/** By number: the entries that show something of their index which the catalog doesn't know yet. */
function newsIn(indexed: readonly Indexed[]): Map<number, IndexEntries> {
  const news = indexed.filter(({ index, entries }) => isNews(index, entries));
  return new Map(news.map(({ index, entries }) => [index.number, entries]));
}

function flat(indexed: readonly Indexed[]): StoredEntry[] {
  const all: StoredEntry[] = [];
  for (const { index, entries } of indexed) {
    for (const key of entries.keys) all.push({ index: index.number, key });
  }
  return all;
}

function entryKey(
  entry: CatalogEntry,
  { index: number, key }: StoredEntry,
  id: string,
): [key: Buffer, at: Buffer] {
  const index = entry.indexes.find((each) => each.number === number);
  if (index === undefined)
    throw new ReadStoreError(`A document has entries of index ${number}, which there is not.`);
  return indexKey(entry.id, index, key, id);
}

function without(entries: readonly StoredEntry[], others: readonly StoredEntry[]): StoredEntry[] {
  return entries.filter(
    (each) =>
      !others.some((other) => other.index === each.index && Buffer.compare(other.key, each.key) === 0),
  );
}

function isMissing(document: StoredDocument, path: string): boolean {
  return valuesAt(document, path).every((value) => value === undefined);
}

/**
 * A new document begins somewhere at random, so that one deleted and made again never has the version a writer saw in
 * its former life.
 */
function nextVersion(stored: Stored | undefined): number {
  return stored === undefined ? Math.floor(Math.random() * 2 ** 48) : stored.version + 1;
}
