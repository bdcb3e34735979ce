import { performance } from 'node:perf_hooks';
import { decodedFor, type DecodedEvent, inOrder, keysFor } from '../consumers/decoded-event.js';
import { isBehind } from '../consumers/log-feed.js';
import { type TimeSlices } from '../consumers/time-slices.js';
import { type EventStore, type Position } from '../event-store/event-store.port.js';
import { type EventCodec } from '../events/event-codec.js';
import { type PositionedDocument, type ReadCollection } from '../read-store/read-store.port.js';
import { FoldedSample } from './folded-sample.js';
import { type AnyProjection } from './projection.js';
import { MOST_DIFFERENCES, type Verification } from './verification.js';

/** One build of a projection that is to be compared. */
export interface ComparedBuild {
  readonly projection: AnyProjection;
  readonly collection: ReadCollection<PositionedDocument>;
  /** Everything up to it is stored; '' before the first event. */
  readonly position: Position;
  readonly sample: number | 'all';
  /** Ids to be compared in any case. */
  readonly ids: readonly string[];
  /** The events that it was told to pass over. */
  readonly skips: () => Promise<ReadonlySet<Position>>;
}

export interface ComparisonOptions {
  readonly eventStore: EventStore;
  readonly codec: EventCodec;
  readonly slices: TimeSlices;
  /** Chooses which documents are drawn; another text chooses others. */
  readonly salt: string;
  readonly signal: AbortSignal;
  /** Called after each stretch of the log, with the milliseconds that were spent on it; the log is read on once it resolves. */
  readonly rest?: (spent: number) => Promise<void>;
  /** Is told how far the reading has come; the first reading is 1. */
  readonly onProgress?: (reading: number, position: Position | undefined) => Promise<void>;
  /** How many documents are held in memory at once, of all builds together, when all are compared; 20,000 when absent. */
  readonly capacity?: number;
}

export type Compared = Pick<
  Verification,
  'position' | 'compared' | 'all' | 'differing' | 'differences' | 'failure'
>;

const LEAST_PART = 100;

/**
 * Folds a sample of the documents of each build, or all, from the log, and compares them with those stored. Documents may
 * be written meanwhile: each is compared at the position that it stands at when it is read. The log is read once for all
 * builds and from the first event; where all documents are compared, as often as it takes to get by with `capacity`.
 *
 * @throws AbortError when the signal ends it
 * @throws KeyStoreError
 */
export async function compareWithLog(
  builds: readonly ComparedBuild[],
  options: ComparisonOptions,
): Promise<Compared[]> {
  const { capacity = 20_000 } = options;
  const part = Math.max(LEAST_PART, Math.floor(capacity / Math.max(1, builds.length)));
  const comparisons = builds.map((build) => new Comparison(build, options.salt, part));
  for (let reading = 1; ; reading += 1) {
    const under = comparisons.filter(({ isOver }) => !isOver);
    if (under.length === 0) return comparisons.map(({ result }) => result);
    await Promise.all(under.map((comparison) => comparison.begin()));
    await readThrough(under, undefined, reading, options);
    await Promise.all(under.map((comparison) => comparison.read()));
    const from = under.map(({ from }) => from).reduce((one, other) => (one < other ? one : other));
    await readThrough(under, from, reading, options);
    for (const comparison of under) comparison.compare();
  }
}

/** Hands on the log from a position up to where each comparison wants it. */
async function readThrough(
  comparisons: readonly Comparison[],
  after: Position | undefined,
  reading: number,
  { eventStore, codec, slices, signal, rest, onProgress }: ComparisonOptions,
): Promise<void> {
  const wanted = comparisons.map(({ until }) => until);
  const until = wanted.reduce((one, other) => (one > other ? one : other));
  if (!isBehind(after, until)) return;
  const types = new Set(comparisons.flatMap(({ build }) => build.projection.events));
  let since = performance.now();
  for await (const delivery of eventStore.subscribe(after === undefined ? { signal } : { after, signal })) {
    const { events, damaged = [], position, caughtUp } = delivery;
    const delivered = damaged.length === 0 ? events : inOrder([...events, ...damaged]);
    const keys = await keysFor(types, codec, delivered);
    for (const event of delivered) {
      if (slices.due()) await slices.pause();
      const decoded = decodedFor(types, codec, event, keys);
      if (decoded) for (const comparison of comparisons) comparison.take(decoded, after);
    }
    await onProgress?.(reading, position);
    if (caughtUp || !isBehind(position, until)) return;
    await rest?.(performance.now() - since);
    since = performance.now();
  }
  signal.throwIfAborted();
}

/** One build's part in the readings. */
class Comparison {
  isOver = false;
  result: Compared;
  private folded: FoldedSample;
  private next: number | undefined = 0;

  constructor(
    readonly build: ComparedBuild,
    private readonly salt: string,
    private readonly part: number,
  ) {
    const { position, sample } = build;
    const differences: Compared['differences'] = [];
    this.result = {
      position: position === '' ? null : position,
      compared: 0,
      all: sample === 'all',
      differing: 0,
      differences,
      failure: null,
    };
    this.folded = this.emptySample();
  }

  get from(): Position {
    return this.build.position;
  }

  get until(): Position {
    return this.folded.until;
  }

  async begin(): Promise<void> {
    this.folded = this.emptySample();
    this.folded.skip(await this.build.skips());
  }

  /** The second time, what it was given before comes from `after` on only, and may come again. */
  take(decoded: DecodedEvent, after: Position | undefined): void {
    if (after !== undefined && !isBehind(this.from, decoded.recorded.position)) return;
    this.folded.take(decoded);
  }

  async read(): Promise<void> {
    const { collection, sample, skips } = this.build;
    this.next = await this.folded.read(collection, sample === 'all');
    // A document that has passed over an event did so after that was recorded.
    this.folded.skip(await skips());
  }

  compare(): void {
    const { failure = null } = this.folded;
    const { position, all, compared, differing, differences } = this.result;
    const found = failure ? [] : this.folded.differences();
    this.result = {
      position,
      all,
      compared: compared + (failure ? 0 : this.folded.size),
      differing: differing + found.length,
      differences: [...differences, ...found].slice(0, MOST_DIFFERENCES),
      failure,
    };
    this.isOver = !all || failure !== null || this.next === undefined;
  }

  private emptySample(): FoldedSample {
    const { projection, position, sample, ids } = this.build;
    const size = sample === 'all' ? this.part : sample;
    // When all are compared, those given would be counted twice.
    const given = sample === 'all' ? [] : ids;
    return new FoldedSample(projection, {
      size,
      salt: this.salt,
      from: this.next ?? 0,
      position,
      ids: given,
    });
  }
}
