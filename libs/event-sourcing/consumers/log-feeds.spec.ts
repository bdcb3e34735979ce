import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type EventStore,
  EventStoreUnavailableError,
  type Position,
} from '../event-store/event-store.port.js';
import { EventCodec } from '../events/event-codec.js';
import { type LogBatch, type LogConsumer, LogFeed } from './log-feed.js';
import { LogFeeds } from './log-feeds.js';
import { eventually } from '../testing/eventually.js';
import { RunnerHarness } from '../testing/runner.harness.js';
import { append, erased, placed, shopCodec } from '../testing/shop.fixture.js';
import { TimeSlices } from './time-slices.js';

/** Notes which events it was given, in order. */
class Recorder implements LogConsumer {
  readonly running = true;
  readonly seen: Position[] = [];
  position: Position | undefined;

  constructor(readonly types: ReadonlySet<string> = new Set(['OrderPlaced'])) {}

  consume({ events, position }: LogBatch): Promise<void> {
    for (const { recorded } of events) {
      if (!this.types.has(recorded.type)) continue;
      if (recorded.position > (this.position ?? '')) this.seen.push(recorded.position);
    }
    if ((position ?? '') > (this.position ?? '')) this.position = position;
    return Promise.resolve();
  }
}

describe('LogFeeds', () => {
  let harness: RunnerHarness;
  let feeds: LogFeeds;
  let subscriptions: (Position | undefined)[];
  let decoded: number;
  let failures: number;
  const errors: unknown[] = [];

  beforeEach(async () => {
    harness = await RunnerHarness.open();
    subscriptions = [];
    decoded = 0;
    failures = 0;
    const { eventStore } = harness;
    const watched = new Proxy<EventStore>(eventStore, {
      get: (store, key, receiver): unknown => {
        if (key !== 'subscribe') return Reflect.get(store, key, receiver);
        return async function* (options: Parameters<EventStore['subscribe']>[0]) {
          subscriptions.push(options.after);
          for await (const delivery of eventStore.subscribe({ ...options, batchSize: 10 })) {
            yield delivery;
            if (failures > 0) {
              failures -= 1;
              throw new EventStoreUnavailableError('out of reach');
            }
          }
        };
      },
    });
    class CountingCodec extends EventCodec {
      override decode: EventCodec['decode'] = (recorded) => {
        decoded += 1;
        return shopCodec.decode(recorded);
      };
    }
    feeds = new LogFeeds({
      eventStore: watched,
      codec: new CountingCodec([]),
      slices: new TimeSlices(),
      batchSize: 20,
      onError: (error) => errors.push(error),
    });
  });

  afterEach(async () => {
    await feeds.stop();
    await harness.close();
  });

  const appendMany = (count: number) =>
    append(
      harness.eventStore,
      Array.from({ length: count }, (_, index) => placed('anna', index)),
    );

  it('read and decode each event once for all that come together', async () => {
    const last = await appendMany(55);
    const consumers = [new Recorder(), new Recorder(), new Recorder()];
    for (const consumer of consumers) feeds.join(consumer);
    await eventually('all caught up', () => consumers.every(({ position }) => position === last));
    expect(subscriptions).toEqual([undefined]);
    expect(decoded).toBe(55);
    for (const { seen } of consumers) expect(seen).toHaveLength(55);
  });

  it('let one that was behind catch up by itself, and then give it each event once, in order', async () => {
    await appendMany(30);
    const first = new Recorder();
    feeds.join(first);
    await eventually('the first has begun', () => first.position !== undefined);
    const late = new Recorder();
    feeds.join(late);
    let last = await appendMany(30);
    await eventually('both caught up', () => first.position === last && late.position === last);
    last = await appendMany(30);
    await eventually('both go on', () => first.position === last && late.position === last);
    for (const { seen } of [first, late]) {
      expect(seen).toHaveLength(90);
      expect(seen).toEqual(seen.toSorted());
    }
  });

  it('go on where they were when the store fails', async () => {
    failures = 2;
    const last = await appendMany(45);
    const consumer = new Recorder();
    feeds.join(consumer);
    await eventually('caught up', () => consumer.position === last);
    expect(consumer.seen).toHaveLength(45);
    expect(new Set(consumer.seen).size).toBe(45);
    expect(errors.length).toBeGreaterThan(0);
  });

  it('give no batch to one that joins while it is being decoded, for others', async () => {
    const eraser = new Recorder(new Set(['CustomerErased']));
    const buyer = new Recorder();
    let isDue = false;
    let resume: (() => void) | undefined;
    class Paused extends TimeSlices {
      override due = () => isDue;
      override pause = () =>
        new Promise<void>((resolve) => {
          isDue = false;
          resume = resolve;
        });
    }
    const begun = await append(harness.eventStore, [placed('anna', 1)]);
    const feed = new LogFeed(
      {
        eventStore: harness.eventStore,
        codec: shopCodec,
        slices: new Paused(),
        batchSize: 20,
        onError: (error) => errors.push(error),
        onBatch: () => undefined,
      },
      undefined,
      false,
    );
    feed.add(buyer);
    feed.start();
    await eventually('it has begun', () => buyer.position === begun && feed.live);
    isDue = true;
    const erasure = await append(harness.eventStore, [erased('anna')]);
    await eventually('it decodes', () => resume !== undefined);
    // It has come as far as the feed had before this batch.
    eraser.position = begun;
    expect(() => {
      feed.add(eraser);
    }).toThrow('behind the feed');
    resume?.();
    await eventually('the batch is consumed', () => buyer.position === erasure);
    expect(eraser.position).toBe(begun);
    eraser.position = erasure;
    feed.add(eraser);
    const next = await append(harness.eventStore, [erased('bo')]);
    await eventually('both go on', () => buyer.position === next && eraser.position === next);
    expect(eraser.seen).toEqual([next]);
    await feed.stop();
  });

  it('hold back what nobody waits for, until something else comes or it has waited long enough', async () => {
    const consumer = new Recorder(new Set(['OrderPlaced', 'CustomerErased']));
    const waits: (() => void)[] = [];
    const feed = new LogFeed(
      {
        eventStore: harness.eventStore,
        codec: new EventCodec([
          {
            OrderPlaced: { version: 1, personal: [] },
            CustomerErased: { version: 1, personal: [], unhurried: true },
          },
        ]),
        slices: new TimeSlices(),
        batchSize: 20,
        onError: (error) => errors.push(error),
        wait: () => new Promise((resolve) => waits.push(resolve)),
        onBatch: () => undefined,
      },
      undefined,
      false,
    );
    feed.add(consumer);
    feed.start();
    const first = await append(harness.eventStore, [placed('anna', 1)]);
    await eventually('it has caught up', () => consumer.position === first && feed.live);
    const second = await append(harness.eventStore, [erased('anna')]);
    await eventually('it waits', () => waits.length === 1);
    expect(consumer.position).toBe(first);
    waits[0]?.();
    await eventually('it goes on', () => consumer.position === second);
    await append(harness.eventStore, [erased('bo')]);
    await eventually('it waits again', () => waits.length === 2);
    expect(consumer.position).toBe(second);
    const last = await append(harness.eventStore, [placed('bo', 1)]);
    await eventually('it goes on at once', () => consumer.position === last);
    expect(consumer.seen).toHaveLength(4);
    await feed.stop();
  });
});
