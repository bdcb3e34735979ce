import { LRUCache } from 'lru-cache';
import { type EventStore, type Position, type RecordedEvent } from '../event-store/event-store.port.js';
import { type DomainEvent, type EventDefinitions, type StoredEvent } from '../events/domain-event.js';
import { type EventCodec, UnknownEventTypeError } from '../events/event-codec.js';
import { checkedHash, GENESIS } from '../events/hash-chain.js';
import { type Keyring, WITHOUT_PERSONAL_DATA } from '../keys/subject-keys.js';
import { type Decider, type Fold } from './decider.js';

/** What an earlier command left behind: where its last event stands. */
export interface EarlierCommand {
  readonly requestHash: string;
  readonly revision: number;
  readonly position: Position;
}

/** A stream folded up to `revision` (-1: it has no events), with what deciding the next command needs. */
export interface Folded<State> {
  readonly stream: string;
  state: State;
  revision: number;
  /** Of the last event; undefined before the first. */
  position: Position | undefined;
  hash: string;
  recordedAt: string;
  beganAt: string | undefined;
  /** The latest `occurredAt` of its events; empty before the first. */
  latestAt: string;
  readonly commands: Map<string, EarlierCommand>;
}

/** What `fold` made of a stream's events up to `revision`. */
interface Reading<State> {
  readonly state: State;
  readonly revision: number;
  readonly hash: string;
}

/** How many readings of each fold are kept, for the checks of commands. */
const READINGS = 20_000;

/** Most streams are shorter and are read again fast; keeping all of them with their commands costs the collector. */
const WORTH_KEEPING = 8;
const isWorthKeeping = (revision: number): boolean => revision + 1 >= WORTH_KEEPING;

const belongsTo = <E extends DomainEvent>(
  { events }: { readonly events: EventDefinitions<E> },
  event: StoredEvent,
): event is StoredEvent<E> => event.type in events;

/**
 * Folds streams, and keeps a bounded number of them, so that loading reads only what came after. What it keeps may be
 * behind the log; the expected revision of the append that follows finds that out. The hash chain is checked over every
 * event that it folds.
 */
export class StreamFolder {
  private readonly cache: LRUCache<string, Folded<unknown>> | undefined;
  private readonly readings = new Map<object, LRUCache<string, Reading<unknown>>>();
  /** Reads that have not begun yet, by fold and stream. */
  private readonly asked = new Map<object, Map<string, Promise<unknown>>>();

  constructor(
    private readonly store: EventStore,
    private readonly codec: EventCodec,
    /** In events; a folded stream weighs as many as it has. */
    cacheSize: number,
  ) {
    this.cache =
      cacheSize > 0
        ? new LRUCache({ maxSize: cacheSize, sizeCalculation: ({ commands }) => commands.size + 10 })
        : undefined;
  }

  /**
   * The stream up to its present end.
   * @throws EventDamagedError, UnknownEventTypeError, KeyStoreError
   */
  async load<State, E extends DomainEvent>(
    decider: Decider<State, never, E>,
    stream: string,
  ): Promise<Folded<State>> {
    const folded = (this.cache?.get(stream) as Folded<State> | undefined) ?? unread(decider, stream);
    const recorded = await this.store.readStream(stream, { from: folded.revision + 1 });
    const keys = await this.codec.keysToDecode(recorded);
    for (const raw of recorded) {
      const hash = this.hashOf(folded.hash, raw);
      const event = this.decoded(decider, raw, keys);
      const { metadata, revision, position } = event;
      take(decider, folded, event);
      folded.revision = revision;
      folded.position = position;
      folded.hash = hash;
      folded.recordedAt = metadata.recordedAt;
      folded.commands.set(metadata.commandId, { requestHash: metadata.requestHash, revision, position });
    }
    this.keep(folded);
    return folded;
  }

  /**
   * The state at the stream's present end, `initial` when it has no events. A kept state is never answered as it is: what
   * came after is always read. Those who ask at once share a read, which begins after all of them have asked.
   * @throws EventDamagedError
   */
  read<State, E extends DomainEvent>(fold: Fold<State, E>, stream: string): Promise<State> {
    const asked = this.asked.get(fold) ?? new Map<string, Promise<unknown>>();
    this.asked.set(fold, asked);
    const reading = asked.get(stream) as Promise<State> | undefined;
    if (reading) return reading;
    const read = afterThisTurn().then(() => {
      asked.delete(stream);
      return this.readOn(fold, stream);
    });
    asked.set(stream, read);
    return read;
  }

  private async readOn<State, E extends DomainEvent>(fold: Fold<State, E>, stream: string): Promise<State> {
    const readings = this.readingsOf(fold);
    let { state, revision, hash } = readings.get(stream) ?? {
      state: fold.initial,
      revision: -1,
      hash: GENESIS,
    };
    const recorded = await this.store.readStream(stream, { from: revision + 1 });
    if (recorded.length === 0) return state;
    const keys = fold.impersonal ? WITHOUT_PERSONAL_DATA : await this.codec.keysToDecode(recorded);
    for (const raw of recorded) {
      hash = this.hashOf(hash, raw);
      state = fold.evolve(state, this.decoded(fold, raw, keys));
      revision += 1;
    }
    readings.set(stream, { state, revision, hash });
    return state;
  }

  private readingsOf<State, E extends DomainEvent>(fold: Fold<State, E>): LRUCache<string, Reading<State>> {
    const readings = this.readings.get(fold) ?? new LRUCache<string, Reading<unknown>>({ max: READINGS });
    this.readings.set(fold, readings);
    return readings as LRUCache<string, Reading<State>>;
  }

  /** The event of a stream with this revision; none when it isn't there. */
  async eventsAt<E extends DomainEvent>(
    definitions: { readonly events: EventDefinitions<E> },
    stream: string,
    revision: number,
  ): Promise<E[]> {
    const recorded = await this.store.readStream(stream, { from: revision, limit: 1 });
    const keys = await this.codec.keysToDecode(recorded);
    return recorded.map((raw) => this.decoded(definitions, raw, keys));
  }

  /** What has no hash at all was never ours: the codec says so, where a broken chain would say that it is damaged. */
  private hashOf(previous: string, raw: RecordedEvent): string {
    if (typeof raw.metadata.hash !== 'string') this.codec.decode(raw);
    return checkedHash(previous, raw);
  }

  private decoded<E extends DomainEvent>(
    definitions: { readonly events: EventDefinitions<E> },
    raw: RecordedEvent,
    keys: Keyring,
  ): StoredEvent<E> {
    const event = this.codec.decode(raw, keys);
    if (!belongsTo<E>(definitions, event)) {
      const { stream, revision, type } = raw;
      throw new UnknownEventTypeError(
        `event ${revision} of ${stream}, of type ${type}, belongs to another context`,
      );
    }
    return event;
  }

  /** Moves a folded stream that is kept over events that were just appended to it; `last` is of the last one. */
  advance<State, E extends DomainEvent>(
    decider: Decider<State, never, E>,
    folded: Folded<State>,
    { commandId, requestHash }: { readonly commandId: string; readonly requestHash: string },
    events: readonly E[],
    last: { readonly hash: string; readonly recordedAt: string; readonly position: Position },
  ): void {
    const revision = folded.revision + events.length;
    if (!isWorthKeeping(revision)) return;
    for (const event of events) take(decider, folded, event);
    Object.assign(folded, last, { revision });
    folded.commands.set(commandId, { requestHash, revision, position: last.position });
    this.keep(folded);
  }

  private keep(folded: Folded<unknown>): void {
    if (isWorthKeeping(folded.revision)) this.cache?.set(folded.stream, folded);
  }
}

/** When what can go on now has gone on. */
const afterThisTurn = (): Promise<void> =>
  new Promise((resolve) => {
    process.nextTick(resolve);
  });

/** A stream before it is loaded: as if it had no events. */
export const unread = <State>(decider: { readonly initial: State }, stream: string): Folded<State> => ({
  stream,
  state: decider.initial,
  revision: -1,
  position: undefined,
  hash: GENESIS,
  recordedAt: '',
  beganAt: undefined,
  latestAt: '',
  commands: new Map(),
});

const take = <State, E extends DomainEvent>(
  decider: Decider<State, never, E>,
  folded: Folded<State>,
  event: E,
): void => {
  folded.state = decider.evolve(folded.state, event);
  const { occurredAt } = event.data;
  folded.beganAt ??= occurredAt;
  if (occurredAt > folded.latestAt) folded.latestAt = occurredAt;
};
