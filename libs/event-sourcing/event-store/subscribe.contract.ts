import { describe, expect, it } from '@jest/globals';
import { setImmediate } from 'node:timers/promises';
import { appended, type ContractLog, deliveriesUntil, eventsOf, newEvents } from './contract.fixture.js';
import { type Delivery, type Position } from './event-store.port.js';

const MANY = 20_000;
const APPENDED_AT_ONCE = 500;
const LONG_TEST = 120_000;

export function subscribeContract(log: ContractLog, startsEmpty: boolean): void {
  const after = (position: Position | undefined) => (position === undefined ? {} : { after: position });
  const caughtUp = (deliveries: readonly Delivery[]) => deliveries.at(-1)?.caughtUp === true;
  const holds = (count: number) => (deliveries: readonly Delivery[]) =>
    log.own(eventsOf(deliveries)).length >= count;

  describe('subscribing', () => {
    it('delivers from the start, in order', async () => {
      const filled = await log.fill(10);
      const deliveries = await deliveriesUntil(log.store, {}, caughtUp);
      expect(log.own(eventsOf(deliveries))).toEqual(filled);
    });

    it('delivers from the middle on, leaving out the position to start after', async () => {
      const filled = await log.fill(10);
      const deliveries = await deliveriesUntil(log.store, after(filled[3]?.position), caughtUp);
      expect(eventsOf(deliveries)).toEqual(filled.slice(4));
    });

    it('delivers from the end on only what comes, after saying that it is caught up', async () => {
      await log.fill(3);
      const head = await log.store.head();
      const come: unknown[] = [];
      const deliveries = await deliveriesUntil(log.store, after(head), async (sofar) => {
        if (caughtUp(sofar) && come.length === 0) come.push(...(await log.fill(2)));
        return eventsOf(sofar).length >= 2;
      });
      const mark = deliveries.find((delivery) => delivery.caughtUp);
      expect(mark?.events).toEqual([]);
      expect((mark?.position ?? '') >= (head ?? '')).toBe(true);
      expect(eventsOf(deliveries)).toEqual(come);
    });

    it('says that it is caught up where the log ends', async () => {
      const start = await log.store.head();
      const filled = await log.fill(25);
      const deliveries = await deliveriesUntil(log.store, { ...after(start), batchSize: 10 }, caughtUp);
      expect(log.own(eventsOf(deliveries))).toEqual(filled);
      expect((deliveries.at(-1)?.position ?? '') >= (filled.at(-1)?.position ?? '')).toBe(true);
    });

    it('keeps to the batch size and tells positions that cover the events', async () => {
      const start = await log.store.head();
      await log.fill(25);
      const deliveries = await deliveriesUntil(log.store, { ...after(start), batchSize: 10 }, holds(25));
      let reached = start ?? '';
      for (const { events, position = '' } of deliveries) {
        expect(events.length).toBeLessThanOrEqual(10);
        for (const event of events) {
          expect(event.position > reached).toBe(true);
          reached = event.position;
        }
        expect(position >= reached).toBe(true);
        reached = position;
      }
    });

    it('goes on from the position of any delivery', async () => {
      const start = await log.store.head();
      const filled = await log.fill(9);
      const first = await deliveriesUntil(log.store, { ...after(start), batchSize: 4 }, () => true);
      const rest = await deliveriesUntil(log.store, after(first[0]?.position), caughtUp);
      expect(log.own([...eventsOf(first), ...eventsOf(rest)])).toEqual(filled);
    });

    it('delivers what is appended meanwhile, by this store and by another, in the order of the log', async () => {
      const start = await log.store.head();
      const another = await log.openAnother();
      const appender = async (store: typeof another, stream: string) => {
        for (let revision = 0; revision < 10; revision += 1) {
          appended(await store.append(stream, newEvents(1), revision === 0 ? 'no-stream' : revision - 1));
        }
      };
      const appending = Array.from({ length: 16 }, (_, index) =>
        appender(index % 2 === 0 ? log.store : another, log.stream()),
      );
      const deliveries = await deliveriesUntil(log.store, after(start), holds(160));
      await Promise.all(appending);
      const stored = await log.store.readAll(
        start === undefined ? { limit: 1_000 } : { from: start, limit: 1_000 },
      );
      expect(eventsOf(deliveries)).toEqual(stored);
      expect(log.own(stored)).toHaveLength(160);
    });

    it('delivers everything to each of several subscribers', async () => {
      const start = await log.store.head();
      const subscribers = Array.from({ length: 4 }, () =>
        deliveriesUntil(log.store, after(start), holds(12)),
      );
      const filled = await log.fill(12);
      for (const deliveries of await Promise.all(subscribers)) {
        expect(log.own(eventsOf(deliveries))).toEqual(filled);
      }
    });

    it(
      'loses and doubles none of 20,000 events past a slow consumer',
      async () => {
        const start = await log.store.head();
        const stream = log.stream();
        const appendHalf = async (first: number) => {
          for (let next = first; next < first + MANY / 2; next += APPENDED_AT_ONCE) {
            const expected = next === 0 ? 'no-stream' : next - 1;
            appended(await log.store.append(stream, newEvents(APPENDED_AT_ONCE), expected));
          }
        };
        await appendHalf(0);
        let count = 0;
        const complete = async (sofar: readonly Delivery[]) => {
          count += log.own(sofar.at(-1)?.events ?? []).length;
          // The second half comes while the consumer holds its first delivery.
          if (sofar.length === 1) await appendHalf(MANY / 2);
          await setImmediate();
          return count >= MANY;
        };
        const deliveries = await deliveriesUntil(log.store, after(start), complete, LONG_TEST);
        const revisions = log.own(eventsOf(deliveries)).map(({ revision }) => revision);
        expect(revisions).toEqual(Array.from({ length: MANY }, (_, index) => index));
      },
      2 * LONG_TEST,
    );

    (startsEmpty ? it : it.skip)('is caught up at once on an empty log, and then delivers', async () => {
      const filled: unknown[] = [];
      const deliveries = await deliveriesUntil(log.store, {}, async (sofar) => {
        if (caughtUp(sofar) && filled.length === 0) filled.push(...(await log.fill(1)));
        return eventsOf(sofar).length > 0;
      });
      expect(deliveries.find((delivery) => delivery.caughtUp)?.events).toEqual([]);
      expect(eventsOf(deliveries)).toEqual(filled);
    });
  });

  describe('ending a subscription', () => {
    it('ends without an error when aborted while it waits', async () => {
      const aborter = new AbortController();
      const seen: Delivery[] = [];
      const start = (await log.fill(1))[0]?.position;
      for await (const delivery of log.store.subscribe({ ...after(start), signal: aborter.signal })) {
        seen.push(delivery);
        // Only after this loop body is the subscription waiting for more.
        void setImmediate().then(() => {
          aborter.abort();
        });
      }
      expect(eventsOf(seen)).toEqual([]);
    });

    it('delivers nothing further when aborted in mid-delivery', async () => {
      const start = await log.store.head();
      await log.fill(6);
      const aborter = new AbortController();
      const seen: Delivery[] = [];
      const options = { ...after(start), batchSize: 2, signal: aborter.signal };
      for await (const delivery of log.store.subscribe(options)) {
        seen.push(delivery);
        aborter.abort();
      }
      expect(seen).toHaveLength(1);
    });

    it('delivers nothing when aborted before', async () => {
      await log.fill(1);
      const seen: Delivery[] = [];
      for await (const delivery of log.store.subscribe({ signal: AbortSignal.abort() })) seen.push(delivery);
      expect(seen).toEqual([]);
    });
  });
}
