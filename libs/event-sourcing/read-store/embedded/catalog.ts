import { getLastVersion, type Transaction } from 'lmdb';
import { type IndexDeclaration, ReadStoreError } from '../read-store.port.js';
import { type Index, changesTraits, type TraitChanges } from './index-entries.js';
import { type CollectionRecord, type CollectionTrees, type LmdbEnvironment } from './lmdb-environment.js';

const LAST_VERSION = 'last';

/** A collection as the catalog knows it in one transaction: its trees may be another's in the next. */
export interface CatalogEntry extends CollectionRecord, CollectionTrees {
  /** To be named by a write that depends on the entry. */
  readonly version: number;
}

/** Which collections there are, and how each is indexed. */
export class Catalog {
  constructor(private readonly environment: LmdbEnvironment) {}

  names(): string[] {
    return [...this.environment.catalog.getKeys()];
  }

  find(name: string, transaction?: Transaction): CatalogEntry | undefined {
    const record = this.environment.catalog.get(name, transaction && { transaction });
    return record && this.entryOf(record, getLastVersion());
  }

  /**
   * The collection's entry, made if there is none. Inside a write transaction only.
   * @throws ReadStoreError when there is no room for one more.
   */
  ensure(name: string): CatalogEntry {
    return this.find(name) ?? this.save(name, { trees: this.freeTrees(), indexes: [] });
  }

  async create(name: string): Promise<CatalogEntry> {
    return this.environment.transaction(() => this.ensure(name));
  }

  /** Takes a collection out with all that is in it: pages are given back whole, so its size hardly matters. */
  async remove(name: string): Promise<void> {
    await this.environment.transaction(() => {
      const entry = this.find(name);
      if (entry === undefined) return;
      entry.entries.clearSync();
      entry.documents.clearSync();
      this.environment.catalog.removeSync(name);
    });
  }

  /** Adds the indexes that are missing; over documents that exist they begin as `building`. */
  declare(name: string, declarations: readonly IndexDeclaration[], building: boolean): CatalogEntry {
    const entry = this.ensure(name);
    const indexes = [...entry.indexes];
    for (const declaration of declarations) {
      if (indexes.some((index) => sameFields(index, declaration))) continue;
      indexes.push(newIndex(Math.max(0, ...indexes.map(({ number }) => number)) + 1, declaration, building));
    }
    return indexes.length === entry.indexes.length ? entry : this.save(name, { ...entry, indexes });
  }

  /** The indexes under these numbers now hold every document. */
  async finishBuilding(name: string, numbers: readonly number[]): Promise<void> {
    await this.environment.transaction(() => {
      this.change(name, (index) => (numbers.includes(index.number) ? { ...index, building: false } : index));
    });
  }

  /** Records the traits that a document about to be written gives to indexes. */
  async note(name: string, changes: TraitChanges): Promise<void> {
    await this.environment.transaction(() => {
      if (this.find(name) !== undefined) this.noteWithin(name, changes);
    });
  }

  /** As `note`, inside a write transaction. */
  noteWithin(name: string, changes: TraitChanges): CatalogEntry {
    return this.change(name, (index) => {
      const traits = changes.get(index.number);
      if (traits === undefined || !changesTraits(index, traits)) return index;
      const fields = index.fields.map((field, at) => ({
        ...field,
        multikey: field.multikey || traits.multikey[at] === true,
      }));
      return { ...index, fields, truncated: index.truncated || traits.truncated };
    });
  }

  private change(name: string, each: (index: Index) => Index): CatalogEntry {
    const entry = this.ensure(name);
    const indexes = entry.indexes.map(each);
    const changed = indexes.some((index, at) => index !== entry.indexes[at]);
    return changed ? this.save(name, { ...entry, indexes }) : entry;
  }

  private save(name: string, { trees, indexes }: CollectionRecord): CatalogEntry {
    const record = { trees, indexes };
    const version = this.nextVersion();
    this.environment.catalog.putSync(name, record, version);
    return this.entryOf(record, version);
  }

  private entryOf({ trees, indexes }: CollectionRecord, version: number): CatalogEntry {
    const own = this.environment.trees[trees];
    if (own === undefined) throw new ReadStoreError(`This read store has no trees number ${trees}.`);
    return { trees, indexes, documents: own.documents, entries: own.entries, version };
  }

  private freeTrees(): number {
    const { catalog, trees } = this.environment;
    const taken = new Set([...catalog.getRange()].map(({ value }) => value.trees));
    const free = trees.findIndex((_, number) => !taken.has(number));
    if (free === -1)
      throw new ReadStoreError(`An embedded read store has room for ${trees.length} collections.`);
    return free;
  }

  private nextVersion(): number {
    const next = (this.environment.versions.get(LAST_VERSION) ?? 0) + 1;
    this.environment.versions.putSync(LAST_VERSION, next);
    return next;
  }
}

function newIndex(number: number, declaration: IndexDeclaration, building: boolean): Index {
  const fields = Object.entries(declaration.fields).map(([path, direction]) => ({
    path,
    direction,
    multikey: false,
  }));
  return { number, fields, building, truncated: false };
}

function sameFields(index: Index, declaration: IndexDeclaration): boolean {
  const declared = Object.entries(declaration.fields);
  return (
    declared.length === index.fields.length &&
    declared.every(([path, direction], at) => {
      const field = index.fields[at];
      return field?.path === path && field.direction === direction;
    })
  );
}
