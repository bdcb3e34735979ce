import { type DomainEvent, type LogEvent } from '../events/domain-event.js';
import { type Position } from '../event-store/event-store.port.js';
import { type Filter, type PositionedDocument, type ReadCollection } from '../read-store/read-store.port.js';
import { FoldedIds } from './folded-ids.js';
import { GenerationalCache } from './generational-cache.js';
import { type Projection } from './projection.js';
import { type TimeSlices } from './time-slices.js';

/** The projection's own code threw on this event; everything before it has been folded. */
export class UndigestedEventError extends Error {
  override readonly name = 'UndigestedEventError';

  constructor(
    readonly event: Pick<LogEvent, 'stream' | 'revision' | 'position' | 'type'>,
    cause: unknown,
  ) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** A document as folded so far; `document` is null once it is deleted, `position` is '' before the first event. */
interface Entry<D> {
  readonly document: D | null;
  readonly position: Position;
  /** It has been changed before: likely to be changed again, and worth keeping in memory once it is stored. */
  readonly revisited: boolean;
}

interface Step<E extends DomainEvent> {
  readonly event: LogEvent<E>;
  readonly ids: readonly string[];
  readonly filter: Filter | undefined;
}

/**
 * Folds events into the documents of one collection. Several events to one document are one write; documents
 * used lately stay in memory.
 *
 * Every document that it writes is the exact fold of the log up to the document's `_position`, also when another
 * holder writes to the same collection meanwhile: a document in memory is only ever carried on by events that
 * name it, and whenever documents are found by a filter instead, memory is given up for what is stored.
 */
export class DocumentFold<D extends object, E extends DomainEvent> {
  /** The documents made so far, when it began with the log; the others, then, need not be looked for. */
  private readonly folded: FoldedIds | undefined;
  private readonly cache: GenerationalCache<Entry<D>>;
  /** Changed, and not yet handed to the store. */
  private dirty = new Map<string, Entry<D>>();
  /** Handed to the store, and not yet known to be stored. */
  private writing: ReadonlyMap<string, Entry<D>> = new Map();
  private written: Promise<void> = Promise.resolve();
  /** The documents that the events at hand name, as they are now: the cache may forget them meanwhile. */
  private loaded = new Map<string, Entry<D>>();

  constructor(
    private readonly projection: Projection<D, E>,
    private readonly collection: ReadCollection<PositionedDocument>,
    private readonly slices: TimeSlices,
    {
      cacheSize,
      fromStart,
    }: {
      /** How many documents are kept in memory once they are stored. */
      readonly cacheSize: number;
      /** It is given every event of the log that the projection listens to, from the first. */
      readonly fromStart: boolean;
    },
  ) {
    this.cache = new GenerationalCache(cacheSize);
    this.folded = fromStart ? new FoldedIds() : undefined;
  }

  /** How many documents wait to be written. */
  get unwritten(): number {
    return this.dirty.size;
  }

  /**
   * Folds events that the projection listens to, in the order of the log. What they change is stored by `flush`.
   *
   * @throws UndigestedEventError when the projection's code throws; no document has been changed by that event
   * @throws ReadStoreError when the store fails; the fold is then of no further use
   */
  async apply(events: readonly LogEvent<E>[]): Promise<void> {
    let steps: Step<E>[] = [];
    for (const event of events) {
      if (this.slices.due()) await this.slices.pause();
      const step = this.planOrFailure(event);
      if (step instanceof UndigestedEventError) {
        await this.fold(steps);
        throw step;
      }
      if (step.filter === undefined) {
        steps.push(step);
        continue;
      }
      await this.fold(steps);
      steps = [];
      await this.foldFound(step, step.filter);
    }
    await this.fold(steps);
  }

  /**
   * Stores every document changed so far, unless the stored one is as new. Folding may go on meanwhile.
   * Resolves once they are stored, and all that was flushed before.
   */
  async flush(): Promise<void> {
    const before = this.written;
    this.written = before.then(() => this.write());
    await this.written;
  }

  private async write(): Promise<void> {
    this.writing = this.dirty;
    this.dirty = new Map();
    const { writing } = this;
    await this.collection.writeIfNewer({ [Symbol.iterator]: () => storedOf(writing) });
    for (const [id, entry] of writing) if (entry.revisited) this.cache.set(id, entry);
    this.writing = new Map();
  }

  private planOrFailure(event: LogEvent<E>): Step<E> | UndigestedEventError {
    try {
      const ids = this.projection.documentIds(event);
      return { event, ids, filter: this.projection.documentsWhere?.(event) };
    } catch (error) {
      return new UndigestedEventError(event, error);
    }
  }

  private async fold(steps: readonly Step<E>[]): Promise<void> {
    if (steps.length === 0) return;
    await this.load(steps);
    for (const { event, ids } of steps) {
      if (this.slices.due()) await this.slices.pause();
      this.evolve(event, ids);
    }
  }

  /** The filter must see all that was folded before, so that is written first. */
  private async foldFound({ event, ids }: Step<E>, filter: Filter): Promise<void> {
    await this.flush();
    this.cache.clear();
    const found = await this.collection.find(filter);
    const documents = found.filter(({ _deleted }) => _deleted === undefined);
    for (const document of documents) {
      this.cache.set(document._id, fromStored<D>(document));
      // Another holder may have made it.
      this.folded?.add(document._id);
    }
    const all = [...new Set([...documents.map(({ _id }) => _id), ...ids])];
    await this.load([{ ids: all }]);
    this.evolve(event, all);
  }

  /** Brings what isn't there into memory, in bulk. */
  private async load(steps: readonly Pick<Step<E>, 'ids'>[]): Promise<void> {
    this.loaded = new Map();
    const missing = new Set<string>();
    for (const { ids } of steps) {
      for (const id of ids) {
        if (this.folded?.mayHold(id) === false) continue;
        const known = this.dirty.get(id) ?? this.writing.get(id) ?? this.cache.get(id);
        if (known) this.loaded.set(id, known);
        else missing.add(id);
      }
    }
    if (missing.size === 0) return;
    for (const document of await this.collection.get([...missing])) {
      this.loaded.set(document._id, fromStored<D>(document));
    }
  }

  private evolve(event: LogEvent<E>, ids: readonly string[]): void {
    const changed = ids.map((id) => this.changed(id, event));
    changed.forEach((entry, at) => {
      const id = ids[at];
      if (entry === undefined || id === undefined) return;
      this.loaded.set(id, entry);
      this.dirty.set(id, entry);
      if (!entry.revisited) this.folded?.add(id);
    });
  }

  /**
   * The document after the event; undefined when it has it already, or when the fold returns the very document that it
   * was given, which is to say that nothing has changed.
   */
  private changed(id: string, event: LogEvent<E>): Entry<D> | undefined {
    const before = this.loaded.get(id);
    if (before !== undefined && before.position >= event.position) return undefined;
    try {
      const document = this.projection.evolve(before?.document ?? this.projection.initial(id), event);
      if (document === before?.document) return undefined;
      return { document, position: event.position, revisited: before !== undefined };
    } catch (error) {
      throw new UndigestedEventError(event, error);
    }
  }
}

/** Made as they are asked for: thousands of them at once would outlive their use. */
function* storedOf(entries: ReadonlyMap<string, Entry<object>>): Generator<PositionedDocument> {
  for (const [id, entry] of entries) yield toStored(id, entry);
}

const toStored = (id: string, { document, position }: Entry<object>): PositionedDocument =>
  document === null
    ? { _id: id, _position: position, _deleted: true }
    : { ...document, _id: id, _position: position };

function fromStored<D extends object>(stored: PositionedDocument): Entry<D> {
  const { _id, _position: position, _deleted, ...document } = stored;
  // What stands under a projection's collection was written by its own fold.
  return { document: _deleted ? null : (document as D), position, revisited: true };
}
