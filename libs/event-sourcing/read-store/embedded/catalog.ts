import { getLastVersion, type Transaction } from 'lmdb';
import { type IndexDeclaration } from '../read-store.port.js';
import { type Index, isNews, type News } from './index-entries.js';
import { type CollectionRecord, committed, type LmdbEnvironment } from './lmdb-environment.js';

const LAST_NUMBER = 'last';

/** A collection's record with the version that a write depending on it has to name. */
export interface CatalogEntry extends CollectionRecord {
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
    return record && { ...record, version: getLastVersion() };
  }

  /** The collection's record, made if there is none. Inside a write transaction only. */
  ensure(name: string): CatalogEntry {
    return this.find(name) ?? this.save(name, { id: this.nextNumber(), indexes: [] });
  }

  async create(name: string): Promise<CatalogEntry> {
    return this.environment.transaction(() => this.ensure(name));
  }

  /** Takes a collection out; its documents are removed afterwards, by the number that is returned. */
  remove(name: string): Promise<number | undefined> {
    return this.environment.transaction(() => {
      const entry = this.find(name);
      if (entry === undefined) return undefined;
      this.environment.numbers.putSync(droppedKey(entry.id), entry.id);
      this.environment.catalog.removeSync(name);
      return entry.id;
    });
  }

  dropped(): number[] {
    const range = { start: droppedKey(0), end: droppedKey(Number.MAX_SAFE_INTEGER) };
    return [...this.environment.numbers.getRange(range)].map(({ value }) => value);
  }

  async forgetDropped(id: number): Promise<void> {
    await committed(this.environment.numbers.remove(droppedKey(id)));
  }

  /** Adds the indexes that are missing; over documents that exist they begin as `building`. */
  declare(name: string, declarations: readonly IndexDeclaration[], building: boolean): CatalogEntry {
    const entry = this.ensure(name);
    const indexes = [...entry.indexes];
    for (const declaration of declarations) {
      if (indexes.some((index) => sameFields(index, declaration))) continue;
      indexes.push(newIndex(Math.max(0, ...indexes.map(({ number }) => number)) + 1, declaration, building));
    }
    return indexes.length === entry.indexes.length ? entry : this.save(name, { id: entry.id, indexes });
  }

  /** The indexes under these numbers now hold every document. */
  async finishBuilding(name: string, numbers: readonly number[]): Promise<void> {
    await this.environment.transaction(() => {
      this.change(name, (index) => (numbers.includes(index.number) ? { ...index, building: false } : index));
    });
  }

  /** Remembers what a document about to be written shows of the indexes: several values in a field, or too long a one. */
  async note(name: string, news: News): Promise<void> {
    await this.environment.transaction(() => {
      if (this.find(name) !== undefined) this.noteWithin(name, news);
    });
  }

  /** As `note`, inside a write transaction. */
  noteWithin(name: string, news: News): CatalogEntry {
    return this.change(name, (index) => {
      const shown = news.get(index.number);
      if (shown === undefined || !isNews(index, shown)) return index;
      const fields = index.fields.map((field, at) => ({
        ...field,
        multikey: field.multikey || shown.multikey[at] === true,
      }));
      return { ...index, fields, truncated: index.truncated || shown.truncated };
    });
  }

  private change(name: string, each: (index: Index) => Index): CatalogEntry {
    const entry = this.ensure(name);
    const indexes = entry.indexes.map(each);
    const changed = indexes.some((index, at) => index !== entry.indexes[at]);
    return changed ? this.save(name, { id: entry.id, indexes }) : entry;
  }

  private save(name: string, record: CollectionRecord): CatalogEntry {
    const version = this.nextNumber();
    this.environment.catalog.putSync(name, record, version);
    return { ...record, version };
  }

  private nextNumber(): number {
    const next = (this.environment.numbers.get(LAST_NUMBER) ?? 0) + 1;
    this.environment.numbers.putSync(LAST_NUMBER, next);
    return next;
  }
}

function newIndex(number: number, declaration: IndexDeclaration, building: boolean): Index {
  const fields = Object.entries(declaration.fields).map(([path, direction]) => ({
    path,
    direction,
    multikey: false,
  }));
  return { number, fields, unique: declaration.unique === true, building, truncated: false };
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

function droppedKey(id: number): string {
  return `dropped ${String(id).padStart(16, '0')}`;
}
