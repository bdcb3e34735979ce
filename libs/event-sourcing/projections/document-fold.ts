import { type DomainEvent, type LogEvent } from '../events/domain-event.js';
import { type Position } from '../event-store/event-store.port.js';
import { type Filter, type PositionedDocument, type ReadCollection } from '../read-store/read-store.port.js';
import { FoldedIds } from './folded-ids.js';
import { GenerationalCache } from './generational-cache.js';
import { type Projection } from './projection.js';
import { type TimeSlices } from '../consumers/time-slices.js';

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

/** A document as folded so far. It is changed in place, also while it is being stored: any version of it is valid. */
interface Entry<D> {
  readonly id: string;
  /** Undefined before the first event that made it; null once it is deleted. */
  document: D | null | undefined;
  /** Of the last event that changed it; '' before the first. */
  position: Position;
  /** Since the last flush. */
  changed: boolean;
  /** It was found in the store, or has been handed over to it. */
  stored: boolean;
  /** It has been changed before: likely to be changed again, and worth keeping in memory once it is stored. */
  revisited: boolean;
}

/** What is folded from one flush to the next. */
class Window<D> {
  /** The documents that its events name, as they are now. */
  readonly named = new Map<string, Entry<D>>();
  readonly changed: Entry<D>[] = [];
  /** Those of them that the store doesn't hold, unless another holder has put them there. */
  readonly made = new Set<string>();
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
  private window = new Window<D>();
  /** Handed to the store, and not yet known to be stored; the latest first. */
  private handedOver: readonly Window<D>[] = [];
  private written: Promise<void> = Promise.resolve();

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
    return this.window.changed.length;
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
   * Stores every document changed so far, unless the stored one is as new. Not to be called while events are applied; but
   * the next may be at once. Resolves once they are stored, and all that was flushed before.
   */
  flush(): Promise<void> {
    const window = this.window;
    this.window = new Window();
    for (const entry of window.changed) {
      entry.changed = false;
      if (this.folded && !entry.stored) window.made.add(entry.id);
      entry.stored = true;
    }
    this.handedOver = [window, ...this.handedOver];
    this.written = this.written.then(() => this.store(window));
    return this.written;
  }

  private async store(window: Window<D>): Promise<void> {
    const { changed, made } = window;
    if (changed.length > 0) {
      const documents = { [Symbol.iterator]: () => storedOf(changed) };
      await this.collection.writeIfNewer(documents, { likelyNew: (id) => made.has(id) });
    }
    for (const entry of changed) if (entry.revisited) this.cache.set(entry.id, entry);
    this.handedOver = this.handedOver.filter((each) => each !== window);
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
    const entries = await this.load(steps);
    for (const [at, { event }] of steps.entries()) {
      if (this.slices.due()) await this.slices.pause();
      this.evolve(event, entries[at] ?? []);
    }
  }

  /** The filter must see all that was folded before, so that is written first. */
  private async foldFound({ event, ids }: Step<E>, filter: Filter): Promise<void> {
    await this.flush();
    this.cache.clear();
    const found = await this.collection.find(filter);
    const documents = found.filter(({ _deleted }) => _deleted === undefined);
    for (const document of documents) {
      fill(this.newEntry(document._id), document);
      // Another holder may have made it.
      this.folded?.add(document._id);
    }
    const all = [...new Set([...documents.map(({ _id }) => _id), ...ids])];
    const [entries = []] = await this.load([{ ids: all }]);
    this.evolve(event, entries);
  }

  /** The documents that each step names. What isn't in memory is brought there in bulk. */
  private async load(steps: readonly Pick<Step<E>, 'ids'>[]): Promise<Entry<D>[][]> {
    const missing = new Map<string, Entry<D>>();
    const entries = steps.map(({ ids }) => ids.map((id) => this.entryOf(id, missing)));
    if (missing.size === 0) return entries;
    for (const document of await this.collection.get([...missing.keys()])) {
      const entry = missing.get(document._id);
      if (entry !== undefined) fill(entry, document);
    }
    return entries;
  }

  /** What is not in memory and may be in the store is noted as missing. */
  private entryOf(id: string, missing: Map<string, Entry<D>>): Entry<D> {
    const { named } = this.window;
    const known = named.get(id);
    if (known !== undefined) return known;
    if (this.folded?.mayHold(id) === false) return this.newEntry(id);
    const unstored = this.handedOver.find((window) => window.named.has(id));
    const kept = unstored?.named.get(id) ?? this.cache.get(id);
    if (kept !== undefined) {
      named.set(id, kept);
      return kept;
    }
    const entry = this.newEntry(id);
    missing.set(id, entry);
    return entry;
  }

  private newEntry(id: string): Entry<D> {
    const entry: Entry<D> = {
      id,
      document: undefined,
      position: '',
      changed: false,
      stored: false,
      revisited: false,
    };
    this.window.named.set(id, entry);
    return entry;
  }

  private evolve(event: LogEvent<E>, entries: readonly Entry<D>[]): void {
    const documents = entries.map((entry) => this.evolved(entry, event));
    entries.forEach((entry, at) => {
      const document = documents[at];
      if (document === undefined) return;
      if (entry.position === '') this.folded?.add(entry.id);
      else entry.revisited = true;
      entry.document = document;
      entry.position = event.position;
      if (entry.changed) return;
      entry.changed = true;
      this.window.changed.push(entry);
    });
  }

  /**
   * The document after the event; undefined when it has it already, or when the fold returns the very document that it
   * was given, which is to say that nothing has changed.
   */
  private evolved({ id, document, position }: Entry<D>, event: LogEvent<E>): D | null | undefined {
    if (position >= event.position) return undefined;
    try {
      const evolved = this.projection.evolve(document ?? this.projection.initial(id), event);
      return evolved === document ? undefined : evolved;
    } catch (error) {
      throw new UndigestedEventError(event, error);
    }
  }
}

/** Made as they are asked for: thousands of them at once would outlive their use. */
function* storedOf(entries: readonly Entry<object>[]): Generator<PositionedDocument> {
  for (const { id, document, position } of entries) {
    yield document
      ? { ...document, _id: id, _position: position }
      : { _id: id, _position: position, _deleted: true };
  }
}

function fill<D extends object>(entry: Entry<D>, stored: PositionedDocument): void {
  const { _id, _position: position, _deleted, ...document } = stored;
  // What stands under a projection's collection was written by its own fold.
  entry.document = _deleted ? null : (document as D);
  entry.position = position;
  entry.stored = true;
  entry.revisited = true;
}
