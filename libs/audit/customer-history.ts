import { setImmediate } from 'node:timers/promises';
import {
  checkedHash,
  type EventCodec,
  type EventStore,
  GENESIS,
  page,
  type Position,
  type Read,
  type ReadModel,
  type RecordedEvent,
  type StoredEvent,
} from '../event-sourcing/core.js';
import { customerNotFound } from './audit.errors.js';
import { type HistoryEntry } from './read-models/history.projection.js';

/** An event of a customer's life, as the log has it. */
export type HistoricalEvent = StoredEvent;

export interface HistoryPage {
  readonly events: readonly HistoricalEvent[];
  readonly nextCursor?: string;
}

/** How many events are looked up at once: the process answers nobody else meanwhile. */
const CHUNK = 50;

type Entry = Read<HistoryEntry>;

/**
 * One page of a customer's events over all its streams, in the order of the log. Which they are comes from the index; the
 * events themselves are read from the log.
 * @throws InvalidCursorError for a cursor that is none
 */
export const pageOfHistory = async (
  index: ReadModel<HistoryEntry>,
  store: Pick<EventStore, 'readStream'>,
  codec: EventCodec,
  customerId: string,
  request: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<HistoryPage> => {
  const { items, nextCursor } = await page(index, { subject: customerId }, { sort: ['_id', 1], ...request });
  const events = await eventsAt(store, codec, items);
  return { events, ...(nextCursor === undefined ? {} : { nextCursor }) };
};

/** All of a customer's events, in the order of the log, a bounded number in memory at a time. */
export async function* wholeHistory(
  index: ReadModel<HistoryEntry>,
  store: Pick<EventStore, 'readStream'>,
  codec: EventCodec,
  customerId: string,
): AsyncGenerator<HistoricalEvent> {
  let cursor: string | undefined;
  do {
    const { events, nextCursor } = await pageOfHistory(index, store, codec, customerId, {
      limit: CHUNK,
      cursor,
    });
    yield* events;
    cursor = nextCursor;
    // An embedded store answers at once, so that nothing else here would let others take their turn.
    await setImmediate();
  } while (cursor !== undefined);
}

/**
 * One read for each stream, over the revisions asked for, and the one before them: whatever they are chained to.
 * @throws EventDamagedError, KeyStoreError
 */
const eventsAt = async (
  store: Pick<EventStore, 'readStream'>,
  codec: EventCodec,
  entries: readonly Entry[],
): Promise<HistoricalEvent[]> => {
  const streams = new Map<string, Entry[]>();
  for (const entry of entries) streams.set(entry.stream, [...(streams.get(entry.stream) ?? []), entry]);
  const found = new Map<string, RecordedEvent>();
  for (const [stream, wanted] of streams) {
    const from = Math.max(0, (wanted[0]?.revision ?? 0) - 1);
    const to = wanted.at(-1)?.revision ?? from;
    const recorded = await store.readStream(stream, { from, limit: to - from + 1 });
    assertChained(recorded);
    for (const { _id: position, revision } of wanted) {
      const event = recorded[revision - from];
      if (event?.revision !== revision)
        throw new Error(`${stream} has no revision ${revision}, which the index names`);
      found.set(position, event);
    }
  }
  const recorded = entries.map(({ _id }) => found.get(_id)).filter((event) => event !== undefined);
  const keys = await codec.keysToDecode(recorded);
  return recorded.map((event) => codec.decode(event, keys));
};

/** Of consecutive events of one stream. @throws EventDamagedError */
export const assertChained = ([first, ...others]: readonly RecordedEvent[]): void => {
  if (first === undefined) return;
  const { hash } = first.metadata;
  const before = typeof hash === 'string' ? hash : GENESIS;
  others.reduce(checkedHash, first.revision === 0 ? checkedHash(GENESIS, first) : before);
};

/** How many events of the whole log are read at once. */
const SCAN = 1_000;

/**
 * A customer's events found by reading the whole log instead of the index: the same events, for whoever trusts no index.
 * The log is read twice, first for the streams that belong to the customer.
 * @throws AuditError `customer-not-found` when there are none
 */
export async function* scannedHistory(
  store: Pick<EventStore, 'readAll'>,
  codec: EventCodec,
  customerId: string,
): AsyncGenerator<HistoricalEvent> {
  const streams = new Set<string>();
  for await (const events of wholeLog(store))
    for (const { data, stream } of events) if (data.customerId === customerId) streams.add(stream);
  if (streams.size === 0) throw customerNotFound(customerId);
  for await (const events of wholeLog(store)) {
    const theirs = events.filter(({ stream }) => streams.has(stream));
    const keys = await codec.keysToDecode(theirs);
    for (const event of theirs) yield codec.decode(event, keys);
  }
}

async function* wholeLog(store: Pick<EventStore, 'readAll'>): AsyncGenerator<readonly RecordedEvent[]> {
  let after: Position | undefined;
  for (;;) {
    const events = await store.readAll({ limit: SCAN, ...(after === undefined ? {} : { from: after }) });
    yield events;
    after = events.at(-1)?.position;
    if (events.length < SCAN) return;
  }
}
