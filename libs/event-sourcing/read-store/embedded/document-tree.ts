import { ReadStoreError } from '../read-store.port.js';
import { type CatalogEntry } from './catalog.js';
import { indexKey } from './document-keys.js';
import { type Index } from './index-entries.js';
import { type LmdbEnvironment } from './lmdb-environment.js';
import { haveSameEntries, storedEntries, type StoredEntry } from './stored-document.js';

/**
 * Stores an encoded document with its index entries, unless there is one under its key: false then. Inside a write
 * transaction only.
 */
export function insert(
  environment: LmdbEnvironment,
  entry: CatalogEntry,
  key: Buffer,
  document: Buffer,
): boolean {
  if (environment.documents.putSync(key, document, { noOverwrite: true }) === false) return false;
  for (const each of storedEntries(document)) putEntry(environment, entry, each, key);
  return true;
}

/** Puts an encoded document over the stored one, and changes its index entries. Inside a write transaction only. */
export function replaceStored(
  environment: LmdbEnvironment,
  entry: CatalogEntry,
  key: Buffer,
  document: Buffer,
  stored: Buffer,
): void {
  if (!haveSameEntries(stored, document)) {
    const before = storedEntries(stored);
    const after = storedEntries(document);
    for (const each of without(before, after)) removeEntry(environment, entry, each, key);
    for (const each of without(after, before)) putEntry(environment, entry, each, key);
  }
  environment.documents.putSync(key, document);
}

/** Inside a write transaction only. */
export function removeStored(
  environment: LmdbEnvironment,
  entry: CatalogEntry,
  key: Buffer,
  stored: Buffer,
): void {
  for (const each of storedEntries(stored)) removeEntry(environment, entry, each, key);
  environment.documents.removeSync(key);
}

function putEntry(
  { indexes }: LmdbEnvironment,
  entry: CatalogEntry,
  each: StoredEntry,
  documentKey: Buffer,
): void {
  const [key, at] = indexKey(indexOf(entry, each), each.key, documentKey);
  indexes.putSync(key, at);
}

function removeEntry(
  { indexes }: LmdbEnvironment,
  entry: CatalogEntry,
  each: StoredEntry,
  documentKey: Buffer,
): void {
  indexes.removeSync(indexKey(indexOf(entry, each), each.key, documentKey)[0]);
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
