import {
  type Filter,
  type FindOptions,
  type PositionedDocument,
  type ReadCollection,
  type StoredDocument,
  type Update,
} from '../read-store.port.js';
import { type Catalog, type CatalogEntry } from './catalog.js';
import { checkId, documentKey } from './document-keys.js';
import { DocumentReader, type QueryExecution } from './document-reader.js';
import { DocumentWriter } from './document-writer.js';
import { type LmdbEnvironment } from './lmdb-environment.js';
import { compileFilter } from '../query-language.js';
import { decodeDocument, type JsonDocument } from './stored-document.js';
import { updated, upserted } from './update-operators.js';
import { type WriteThread } from './write-thread.js';

/** How a query was answered. */
export interface Explanation {
  /** The fields of the index that was walked; `_id` is the order the documents themselves lie in. */
  readonly index: readonly string[];
  /** Whether the walk was narrowed to a part of the index. */
  readonly narrowed: boolean;
  /** Whether the walk had the order asked for; if not, the documents were sorted after. */
  readonly ordered: boolean;
  /** How many documents were read and tested. */
  readonly examined: number;
  readonly returned: number;
}

export class EmbeddedCollection<D extends StoredDocument> implements ReadCollection<D> {
  private readonly reader: DocumentReader<D>;
  private readonly writer: DocumentWriter;

  constructor(
    private readonly environment: LmdbEnvironment,
    private readonly catalog: Catalog,
    thread: WriteThread,
    private readonly name: string,
  ) {
    this.reader = new DocumentReader(environment, catalog, name);
    this.writer = new DocumentWriter(environment, catalog, thread, name);
  }

  get(ids: readonly string[]): Promise<D[]> {
    return this.reader.get(ids);
  }

  find(filter: Filter, options?: FindOptions): Promise<D[]> {
    return this.reader.find(filter, options);
  }

  count(filter: Filter): Promise<number> {
    return this.reader.count(filter);
  }

  /** Runs a query to tell how it was answered. */
  async explain(filter: Filter, options?: FindOptions): Promise<Explanation> {
    const execution: QueryExecution = { examined: 0 };
    const { length: returned } = await this.reader.find(filter, options, execution);
    const { plan, examined } = execution;
    const index = plan?.index?.fields.map(({ path }) => path) ?? ['_id'];
    return { index, narrowed: plan?.narrowed === true, ordered: plan?.ordered === true, examined, returned };
  }

  writeIfNewer(documents: Iterable<D & PositionedDocument>): Promise<void> {
    return this.writer.writeIfNewer(documents);
  }

  async updateOne(
    filter: Filter & { _id: string },
    update: Update,
    options: { upsert?: boolean } = {},
  ): Promise<D | undefined> {
    checkId(filter._id);
    const matches = compileFilter(filter);
    return this.environment.transaction(() => {
      const entry = options.upsert === true ? this.catalog.ensure(this.name) : this.catalog.find(this.name);
      if (entry === undefined) return undefined;
      const key = documentKey(filter._id);
      const stored = storedIn(entry, key);
      if (stored === undefined && options.upsert !== true) return undefined;
      if (stored !== undefined && !matches(stored)) return undefined;
      const next = stored === undefined ? upserted(filter, update) : updated(stored, update);
      this.writer.replace(next);
      const written: StoredDocument | undefined = storedIn(entry, key);
      return written as D | undefined;
    });
  }

  async deleteOne(id: string): Promise<void> {
    await this.environment.transaction(() => {
      const entry = this.catalog.find(this.name);
      if (entry !== undefined) this.writer.remove(entry, id);
    });
  }
}

function storedIn({ documents }: CatalogEntry, key: Buffer): JsonDocument | undefined {
  const bytes = documents.getBinaryFast(key);
  return bytes && decodeDocument(bytes);
}
