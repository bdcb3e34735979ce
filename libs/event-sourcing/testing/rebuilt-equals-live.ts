import { expect } from '@jest/globals';
import fc from 'fast-check';
import { type DomainEvent, type LogEvent } from '../events/domain-event.js';
import { type PositionedDocument, type ReadCollection } from '../read-store/read-store.port.js';
import { DocumentFold } from '../projections/document-fold.js';
import { type Projection } from '../projections/projection.js';
import { documentsAfter } from './projection.spec-kit.js';
import { TimeSlices } from '../consumers/time-slices.js';
import { InMemoryReadStore } from './in-memory.read-store.js';

/** How a runner gets over some events: whether it stores what it folded, and where it dies. */
interface Stretch {
  readonly events: number;
  readonly end: 'kept in memory' | 'stored' | 'died before storing' | 'died while storing';
}

const stretch: fc.Arbitrary<Stretch> = fc.record({
  events: fc.integer({ min: 1, max: 7 }),
  end: fc.constantFrom('kept in memory', 'stored', 'died before storing', 'died while storing'),
});

const RUNS = 60;
/** Small, so that most documents have to be fetched from the store again. */
const CACHE_SIZE = 2;

/**
 * Expects that the projection's documents after these events are the same however they came: folded in memory, in
 * one batch as a rebuild does, one by one as a live projection does, and in any other batches, with deaths in
 * between after which everything since the last checkpoint comes again.
 */
export async function expectRebuiltEqualsLive<D extends object, E extends DomainEvent>(
  projection: Projection<D, E>,
  events: readonly LogEvent<E>[],
): Promise<void> {
  const types = new Set<string>(projection.events);
  const mine = events.filter(({ type }) => types.has(type));
  const expected = documentsAfter(projection, events);
  const oneByOne = mine.map((): Stretch => ({ events: 1, end: 'stored' }));
  expect(await documentsAlong(projection, mine, [])).toEqual(expected);
  expect(await documentsAlong(projection, mine, oneByOne)).toEqual(expected);
  const inAnyBatches = fc.asyncProperty(fc.array(stretch, { maxLength: 40 }), async (stretches) => {
    expect(await documentsAlong(projection, mine, stretches)).toEqual(expected);
  });
  await fc.assert(inAnyBatches, { numRuns: RUNS });
}

/** What stands in the store after the stretches, and then all that is left in one go. */
async function documentsAlong<D extends object, E extends DomainEvent>(
  projection: Projection<D, E>,
  events: readonly LogEvent<E>[],
  stretches: readonly Stretch[],
): Promise<Record<string, object>> {
  const collection = new DyingCollection();
  const begin = (fromStart: boolean) =>
    new DocumentFold(projection, collection.documents, new TimeSlices(), {
      cacheSize: CACHE_SIZE,
      fromStart,
    });
  let fold = begin(true);
  let folded = 0;
  let checkpoint = 0;
  for (const { events: count, end } of [...stretches, { events: events.length, end: 'stored' as const }]) {
    await fold.apply(events.slice(folded, folded + count));
    folded = Math.min(folded + count, events.length);
    if (end === 'died while storing') {
      collection.dieAfter(Math.floor(fold.unwritten / 2));
      await fold.flush().catch(() => undefined);
    }
    if (end === 'stored') {
      await fold.flush();
      checkpoint = folded;
    } else if (end !== 'kept in memory') {
      collection.live();
      fold = begin(checkpoint === 0);
      folded = checkpoint;
    }
  }
  await fold.apply(events.slice(folded));
  await fold.flush();
  return collection.content();
}

/** A collection that can be told to die in the middle of a write. */
class DyingCollection {
  private readonly stored = new InMemoryReadStore().collection<PositionedDocument>('documents');
  private writesLeft = Infinity;

  readonly documents: ReadCollection<PositionedDocument> = {
    get: (ids) => this.stored.get(ids),
    find: (filter, options) => this.stored.find(filter, options),
    count: (filter) => this.stored.count(filter),
    updateOne: (filter, update, options) => this.stored.updateOne(filter, update, options),
    deleteOne: (id) => this.stored.deleteOne(id),
    writeIfNewer: async (iterable) => {
      const documents = [...iterable];
      const { writesLeft } = this;
      await this.stored.writeIfNewer(documents.slice(0, writesLeft));
      this.writesLeft -= documents.length;
      if (documents.length > writesLeft) throw new Error('died while storing');
    },
  };

  dieAfter(writes: number): void {
    this.writesLeft = writes;
  }

  live(): void {
    this.writesLeft = Infinity;
  }

  async content(): Promise<Record<string, object>> {
    const documents = await this.stored.find({ _deleted: { $exists: false } });
    return Object.fromEntries(documents.map(({ _id, _position, ...document }) => [_id, document]));
  }
}
