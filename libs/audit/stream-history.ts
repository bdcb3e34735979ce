import { type EventCodec, type EventStore, InvalidCursorError } from '../event-sourcing/core.js';
import { nothingRecorded } from './audit.errors.js';
import { assertChained, type HistoricalEvent, type HistoryPage } from './customer-history.js';

/** What a history is read with. */
export interface LogReader {
  readonly store: Pick<EventStore, 'readStream'>;
  readonly codec: EventCodec;
}

/** How many events are read at once. */
const CHUNK = 500;

/**
 * One page of a stream's events, from the log itself.
 * @throws AuditError `nothing-recorded` where the stream has no event
 * @throws InvalidCursorError for a cursor that is none
 * @throws EventDamagedError, KeyStoreError
 */
export const pageOfStream = async (
  { store, codec }: LogReader,
  stream: string,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<HistoryPage> => {
  const from = cursor === undefined ? 0 : revisionIn(cursor);
  // The event before the page is read too: it is what the first one is chained to.
  const before = from === 0 ? 0 : 1;
  const recorded = await store.readStream(stream, { from: from - before, limit: before + limit + 1 });
  if (recorded.length === 0) throw nothingRecorded(stream);
  assertChained(recorded);
  const shown = recorded.slice(before, before + limit);
  const keys = await codec.keysToDecode(shown);
  const events = shown.map((event) => codec.decode(event, keys));
  const isLast = recorded.length <= before + limit;
  return { events, ...(isLast ? {} : { nextCursor: `${from + limit}` }) };
};

/** All of a stream's events, a bounded number in memory at a time. @throws as `pageOfStream`, at the first event */
export async function* wholeStream(reader: LogReader, stream: string): AsyncGenerator<HistoricalEvent> {
  let cursor: string | undefined;
  do {
    const { events, nextCursor } = await pageOfStream(reader, stream, { limit: CHUNK, cursor });
    yield* events;
    cursor = nextCursor;
  } while (cursor !== undefined);
}

const REVISION = /^[1-9]\d{0,14}$/;

const revisionIn = (cursor: string): number => {
  if (!REVISION.test(cursor)) throw new InvalidCursorError('the cursor is none of ours');
  return Number(cursor);
};
