import { concerns, type DecodedEvent } from '../consumers/decoded-event.js';
import { isBehind } from '../consumers/log-feed.js';
import { type Position } from '../event-store/event-store.port.js';
import { type LogEvent } from '../events/domain-event.js';
import { compileFilter } from '../read-store/query-language.js';
import { type PositionedDocument, type ReadCollection } from '../read-store/read-store.port.js';
import { firstDifference } from './first-difference.js';
import { IdSample, type IdSampleOptions } from './id-sample.js';
import { type AnyProjection } from './projection.js';
import { type EventFailure } from './event-failure.js';
import { type Difference } from './verification.js';

interface Entry {
  readonly id: string;
  /** As the log says; null or undefined: there is none. */
  folded: object | null | undefined;
  /** The last event that the stored document can have seen. */
  until: Position;
  stored: PositionedDocument | undefined;
}

export interface FoldedSampleOptions extends IdSampleOptions {
  /** The documents in the store hold everything up to it. */
  readonly position: Position;
  /** Ids that are to be compared in any case. */
  readonly ids: readonly string[];
}

const CHUNK = 500;

/**
 * A sample of a projection's documents, folded from the log to be compared with what the read store holds. First it is
 * given the log up to a position that the store has passed. Then the stored documents are read: each may have gone on to a
 * position of its own, up to which, and no further, it is folded on. So documents may be written all the while.
 */
export class FoldedSample {
  /** The event that stopped the fold. */
  failure: EventFailure | undefined;
  private readonly types: ReadonlySet<string>;
  private readonly sample: IdSample<Entry>;
  private skips: ReadonlySet<Position> = new Set();
  private furthest: Position;
  private isOpen = true;

  constructor(
    private readonly projection: AnyProjection,
    options: FoldedSampleOptions,
  ) {
    const { position, ids } = options;
    this.types = new Set(projection.events);
    this.furthest = position;
    this.sample = new IdSample(options, (id) => ({
      id,
      folded: undefined,
      until: position,
      stored: undefined,
    }));
    for (const id of ids) this.sample.give(id);
  }

  /** Events at these positions are passed over, as the projection did. */
  skip(positions: ReadonlySet<Position>): void {
    this.skips = positions;
  }

  /** Everything up to it is to be folded. */
  get until(): Position {
    return this.furthest;
  }

  /** The events of the log in order, each once; those that are none of its business are passed over. */
  take(decoded: DecodedEvent): void {
    const { position } = decoded.recorded;
    if (this.failure || position > this.furthest || !concerns(this.types, decoded)) return;
    if (this.skips.has(position)) return;
    const { event } = decoded;
    try {
      if (event instanceof Error) throw event;
      this.fold(event);
    } catch (error) {
      const { stream, revision, type } = decoded.recorded;
      const said = error instanceof Error ? error.message : String(error);
      this.failure = { stream, revision, position, type, error: said };
    }
  }

  /** Reads the stored documents. Returns where the next sample goes on; undefined: this one took in all ids that there are. */
  async read(
    collection: ReadCollection<PositionedDocument>,
    everyDocument: boolean,
  ): Promise<number | undefined> {
    this.sample.close();
    if (everyDocument) for await (const id of idsIn(collection)) this.sample.meet(id);
    const next = this.sample.close();
    this.isOpen = false;
    const entries = [...this.sample.entries()];
    for (let from = 0; from < entries.length; from += CHUNK) {
      const part = entries.slice(from, from + CHUNK);
      const found = await collection.get(part.map(({ id }) => id));
      for (const document of found) this.compareAtItsPosition(document);
    }
    return next;
  }

  get size(): number {
    return [...this.sample.entries()].length;
  }

  differences(): Difference[] {
    return [...this.sample.entries()].flatMap((entry) => differenceIn(entry) ?? []);
  }

  private compareAtItsPosition(document: PositionedDocument): void {
    const entry = this.sample.find(document._id);
    if (!entry) return;
    entry.stored = document;
    if (isBehind(entry.until, document._position)) entry.until = document._position;
    if (isBehind(this.furthest, entry.until)) this.furthest = entry.until;
  }

  private fold(event: LogEvent): void {
    const named = this.projection
      .documentIds(event)
      .map((id) => (this.isOpen ? this.sample.meet(id) : this.sample.find(id)));
    for (const entry of new Set([...named, ...this.found(event)])) {
      if (!entry || event.position > entry.until) continue;
      entry.folded = this.projection.evolve(entry.folded ?? this.projection.initial(entry.id), event);
    }
  }

  private found(event: LogEvent): Entry[] {
    const filter = this.projection.documentsWhere?.(event);
    if (filter === undefined) return [];
    const matches = compileFilter(filter);
    return [...this.sample.entries()].filter(({ id, folded }) => folded && matches({ ...folded, _id: id }));
  }
}

async function* idsIn(collection: ReadCollection<PositionedDocument>): AsyncGenerator<string> {
  for (let last: string | undefined; ;) {
    const filter = last === undefined ? {} : { _id: { $gt: last } };
    const page = await collection.find(filter, { sort: { _id: 1 }, limit: CHUNK, projection: { _id: 1 } });
    for (const { _id } of page) yield _id;
    if (page.length < CHUNK) return;
    last = page.at(-1)?._id;
  }
}

function differenceIn({ id, folded, stored }: Entry): Difference | undefined {
  const isStored = stored !== undefined && stored._deleted === undefined;
  if (!folded) return isStored ? { id, is: 'unexpected', path: null } : undefined;
  if (!isStored) return { id, is: 'missing', path: null };
  const { _id, _position, ...document } = stored;
  const path = firstDifference(JSON.parse(JSON.stringify(folded)), document);
  return path === undefined ? undefined : { id, is: 'different', path };
}
