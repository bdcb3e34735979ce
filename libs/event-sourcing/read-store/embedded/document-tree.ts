import { ReadStoreError } from '../read-store.port.js';
import { type CatalogEntry } from './catalog.js';
import { indexKey } from './document-keys.js';
import { type Index } from './index-entries.js';
import { haveSameEntries, storedEntries, type StoredEntry } from './stored-document.js';

/**
 * Stores an encoded document with its index entries, unless there is one under its key: false then. Inside a write
 * transaction only.
 */
export function insert(entry: CatalogEntry, key: Buffer, document: Buffer): boolean {
  if (entry.documents.putSync(key, document, { noOverwrite: true }) === false) return false;
  for (const each of storedEntries(document)) putEntry(entry, each, key);
  return true;
}

/** Puts an encoded document over the stored one, and changes its index entries. Inside a write transaction only. */
export function replaceStored(entry: CatalogEntry, key: Buffer, document: Buffer, stored: Buffer): void {
  if (!haveSameEntries(stored, document)) {
    const before = storedEntries(stored);
    const after = storedEntries(document);
    for (const each of without(before, after)) removeEntry(entry, each, key);
    for (const each of without(after, before)) putEntry(entry, each, key);
  }
  entry.documents.putSync(key, document);
}

/** Inside a write transaction only. */
export function removeStored(entry: CatalogEntry, key: Buffer, stored: Buffer): void {
  for (const each of storedEntries(stored)) removeEntry(entry, each, key);
  entry.documents.removeSync(key);
}

function putEntry(entry: CatalogEntry, each: StoredEntry, documentKey: Buffer): void {
  const [key, at] = indexKey(indexOf(entry, each), each.key, documentKey);
  entry.entries.putSync(key, at);
}

function removeEntry(entry: CatalogEntry, each: StoredEntry, documentKey: Buffer): void {
  entry.entries.removeSync(indexKey(indexOf(entry, each), each.key, documentKey)[0]);
}

function indexOf({ indexes }: CatalogEntry, { index: number }: StoredEntry): Index {
  const index = indexes.find((each) => each.number === number);
  if (index === undefined)
    throw new ReadStoreError(`A document has entries of index ${number}, which there is not.`);
  return index;
}

function without(entries: readonly StoredEntry[], others: readonly StoredEntry[]): StoredEntry[] {
  return entries.filter(
    (each) =>
      !others.some((other) => other.index === each.index && Buffer.compare(other.key, each.key) === 0),
  );
}
