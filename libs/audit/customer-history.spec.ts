import { describe, expect, it } from '@jest/globals';
import {
  chainHash,
  EventCodec,
  EventDamagedError,
  type EventStore,
  GENESIS,
  type RecordedEvent,
  type LogEvent,
  type Position,
} from '../event-sourcing/core.js';
import { fill, InMemoryReadStore, logOf } from '../event-sourcing/testing.js';
import { type HistoricalEvent, pageOfHistory, scannedHistory, wholeHistory } from './customer-history.js';
import { historyOf } from './read-models/history.projection.js';
import { type LampEvent, lit } from './testing/lamps.fixture.js';

/** The events with the hashes that the engine gives them. */
function chained(events: readonly LogEvent<LampEvent>[]): readonly LogEvent<LampEvent>[] {
  const hashes = new Map<string, string>();
  return events.map((event) => {
    const { actor, source: _source, ...metadata } = event.metadata;
    const link = { ...event, data: { ...event.data }, metadata: { ...metadata, actor: { ...actor } } };
    const hash = chainHash(hashes.get(event.stream) ?? GENESIS, link);
    hashes.set(event.stream, hash);
    return { ...event, metadata: { ...event.metadata, hash } };
  });
}

const ada = { customerId: 'ada' };
const log = chained(
  logOf([
    lit('lamp-1', 1),
    lit('customer-ada', 1, ada),
    lit('lamp-2', 2, { customerId: 'bob' }),
    lit('lamp-1', 3),
    { ...lit('lamp-1', 4, ada), type: 'Sold' },
    lit('lamp-3', 5, ada),
    lit('lamp-4', 5),
  ]),
);
const adas = [0, 1, 3, 4, 5].map((index) => log[index]?.position);

const history = historyOf(['Lit', 'Sold'], ['Sold']);
const codec = new EventCodec([{ Lit: { version: 1, personal: [] }, Sold: { version: 1, personal: [] } }]);

/** The log as a store tells it. */
const storeOf = (events: readonly LogEvent<LampEvent>[]): Pick<EventStore, 'readStream' | 'readAll'> => {
  const logged = events as unknown as readonly RecordedEvent[];
  return {
    readStream: (stream, { from = 0, limit = Infinity } = {}) =>
      Promise.resolve(
        logged.filter((event) => event.stream === stream && event.revision >= from).slice(0, limit),
      ),
    readAll: ({ from = '', limit }) =>
      Promise.resolve(logged.filter(({ position }) => position > from).slice(0, limit)),
  };
};
const store = storeOf(log);

const indexed = async () => (await fill(new InMemoryReadStore(), history, log)).open(history, {});

const positionsOf = async (events: AsyncIterable<HistoricalEvent>): Promise<Position[]> => {
  const positions: Position[] = [];
  for await (const { position } of events) positions.push(position);
  return positions;
};

describe("a customer's history", () => {
  it('is every event of its streams in the order of the log, also those before a stream was its own', async () => {
    expect(await positionsOf(wholeHistory(await indexed(), store, codec, 'ada'))).toEqual(adas);
  });

  it('is the same found by reading the whole log', async () => {
    expect(await positionsOf(scannedHistory(store, codec, 'ada'))).toEqual(adas);
  });

  it('comes in pages, with the events as the log has them', async () => {
    const index = await indexed();
    const first = await pageOfHistory(index, store, codec, 'ada', { limit: 3 });
    expect(first.events).toEqual([log[0], log[1], log[3]]);
    const second = await pageOfHistory(index, store, codec, 'ada', { limit: 3, cursor: first.nextCursor });
    expect(second).toEqual({ events: [log[4], log[5]] });
  });

  it('lets others take their turn meanwhile, however long it is', async () => {
    const long = chained(logOf(Array.from({ length: 200 }, () => lit('customer-ada', 1, ada))));
    const index = (await fill(new InMemoryReadStore(), history, long)).open(history, {});
    let isTheirTurn = true;
    const taken: boolean[] = [];
    for await (const { revision } of wholeHistory(await index, storeOf(long), codec, 'ada')) {
      if (revision % 50 !== 0) continue;
      taken.push(isTheirTurn);
      isTheirTurn = false;
      setImmediate(() => (isTheirTurn = true));
    }
    expect(taken).toEqual([true, true, true, true]);
  });

  it('is empty by the index, and refused by the scan, for a customer that nobody knows', async () => {
    expect(await positionsOf(wholeHistory(await indexed(), store, codec, 'eve'))).toEqual([]);
    await expect(positionsOf(scannedHistory(store, codec, 'eve'))).rejects.toMatchObject({
      code: 'customer-not-found',
    });
  });

  it('is refused when an event is not what was chained to the one before it', async () => {
    const changed = { ...log[3], data: { ...log[3]?.data, watts: 1_000_000 } } as (typeof log)[number];
    const events = log.with(3, changed) as unknown as readonly RecordedEvent[];
    const tampered: Pick<EventStore, 'readStream'> = {
      readStream: (stream, { from = 0, limit = Infinity } = {}) =>
        Promise.resolve(
          events.filter((event) => event.stream === stream && event.revision >= from).slice(0, limit),
        ),
    };
    const index = await indexed();
    const refused = positionsOf(wholeHistory(index, tampered, codec, 'ada'));
    await expect(refused).rejects.toThrow(EventDamagedError);
    await expect(refused).rejects.toThrow(`Event 1 of lamp-1 at position ${changed.position} is damaged`);
  });

  it('is no history when the index names an event that the log has not', async () => {
    const empty = { ...store, readStream: () => Promise.resolve([]) };
    await expect(positionsOf(wholeHistory(await indexed(), empty, codec, 'ada'))).rejects.toThrow(
      'lamp-1 has no revision 0, which the index names',
    );
  });
});
