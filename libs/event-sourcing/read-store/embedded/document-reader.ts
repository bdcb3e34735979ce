import { type RangeOptions, type Transaction } from 'lmdb';
import { type Filter, type FindOptions, type StoredDocument } from '../read-store.port.js';
import { type Catalog, type CatalogEntry } from './catalog.js';
import { documentKey, documentKeyOf } from './document-keys.js';
import { type KeyRange } from './key-range.js';
import { type LmdbEnvironment } from './lmdb-environment.js';
import { Pace } from './pace.js';
import { compileFilter, project } from '../query-language.js';
import { planQuery, type QueryPlan } from './query-plan.js';
import { sortKeyOf } from './sort-key.js';
import { decodeDocument } from './stored-document.js';
import { TopK } from './top-k.js';

/** How a query was answered: the walk that was chosen, and how many documents were read. */
export interface QueryExecution {
  plan?: QueryPlan;
  examined: number;
}

/** A collection as it was when a call began, whatever is written meanwhile. */
interface Snapshot {
  readonly entry: CatalogEntry;
  readonly transaction: Transaction;
}

/** Reads documents: each call from one snapshot, each document decoded afresh. */
export class DocumentReader<D extends StoredDocument> {
  constructor(
    private readonly environment: LmdbEnvironment,
    private readonly catalog: Catalog,
    private readonly name: string,
  ) {}

  get(ids: readonly string[]): Promise<D[]> {
    return this.inSnapshot([], async (snapshot) => {
      const documents: D[] = [];
      const pace = new Pace();
      for (const id of new Set(ids)) {
        const document = this.read(snapshot, documentKey(id));
        if (document !== undefined) documents.push(document);
        if (pace.isDue()) await pace.rest();
      }
      return documents;
    });
  }

  find(filter: Filter, options: FindOptions = {}, execution: QueryExecution = { examined: 0 }): Promise<D[]> {
    return this.inSnapshot([], async (snapshot) => {
      const { sort } = options;
      // MongoDB takes a limit of 0 for none.
      const limit = options.limit === undefined || options.limit === 0 ? Infinity : options.limit;
      const plan = planQuery(snapshot.entry.indexes, filter, sort);
      const best = plan.ordered ? undefined : new TopK<D>(limit);
      const found: D[] = [];
      await this.visit(snapshot, plan, filter, execution, (document) => {
        if (best === undefined) found.push(document);
        else best.offer(sortKeyOf(document, sort ?? {}), document);
        return found.length < limit;
      });
      const page = best?.sorted() ?? found;
      return options.projection === undefined ? page : (project(page, options.projection) as D[]);
    });
  }

  count(filter: Filter): Promise<number> {
    return this.inSnapshot(0, async (snapshot) => {
      let count = 0;
      const plan = planQuery(snapshot.entry.indexes, filter, undefined);
      await this.visit(snapshot, plan, filter, { examined: 0 }, () => ++count > 0);
      return count;
    });
  }

  /** Passes on the documents that the filter matches, until the visitor returns that it has enough. */
  private async visit(
    snapshot: Snapshot,
    plan: QueryPlan,
    filter: Filter,
    execution: QueryExecution,
    each: (document: D) => boolean,
  ): Promise<void> {
    execution.plan = plan;
    const matches = compileFilter(filter);
    const pace = new Pace();
    for (const document of this.walk(snapshot, plan)) {
      execution.examined += 1;
      if (matches(document) && !each(document)) return;
      if (pace.isDue()) await pace.rest();
    }
  }

  private *walk(snapshot: Snapshot, plan: QueryPlan): Generator<D> {
    const { transaction, entry } = snapshot;
    const seen = new Set<string>();
    for (const range of plan.reverse ? [...plan.ranges].reverse() : plan.ranges) {
      const options = { ...boundsOf(range, plan.reverse), transaction };
      if (plan.index === undefined) {
        for (const { value } of entry.documents.getRange(options)) yield this.decode(value);
        continue;
      }
      for (const { key, value: at } of entry.entries.getRange(options)) {
        const documentKey = documentKeyOf(key, at);
        if (plan.repeats) {
          const id = documentKey.toString('latin1');
          if (seen.has(id)) continue;
          seen.add(id);
        }
        const document = this.read(snapshot, documentKey);
        if (document !== undefined) yield document;
      }
    }
  }

  private read({ entry, transaction }: Snapshot, key: Buffer): D | undefined {
    const bytes = entry.documents.getBinaryFast(key, { transaction });
    return bytes && this.decode(bytes);
  }

  /** What was written as a D is read as one. */
  private decode(bytes: Buffer): D {
    const document: StoredDocument = decodeDocument(bytes);
    return document as D;
  }

  private async inSnapshot<R>(withoutCollection: R, read: (snapshot: Snapshot) => Promise<R>): Promise<R> {
    this.environment.root.resetReadTxn();
    const transaction = this.environment.root.useReadTransaction();
    try {
      const entry = this.catalog.find(this.name, transaction);
      return entry === undefined ? withoutCollection : await read({ entry, transaction });
    } finally {
      transaction.done();
    }
  }
}

function boundsOf({ start, end }: KeyRange, reverse: boolean): RangeOptions {
  return reverse
    ? { start: end, end: start, reverse, exclusiveStart: true, inclusiveEnd: true }
    : { start, end };
}
