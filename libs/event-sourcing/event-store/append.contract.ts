import { describe, expect, it } from '@jest/globals';
import { appended, type ContractLog, newEvent, newEvents } from './contract.fixture.js';
import { EventTooLargeError, InvalidAppendError, MAX_APPEND_BYTES } from './event-store.port.js';

const SIMULTANEOUS = 64;

const ILLEGAL_STREAMS = [
  '',
  'customer',
  'customer-',
  '-1',
  'Customer-1',
  '1customer-1',
  '$customer-1',
  '$all',
  '$$customer-1',
  'customer-a b',
  'customer-ä',
  'customer-客',
  'customer-a/b',
  'customer-a\n',
  `customer-${'a'.repeat(201)}`,
  `${'c'.repeat(240)}-0123456789`,
];

export function appendContract(log: ContractLog): void {
  describe('appending', () => {
    it('lets one of 64 simultaneous first appends win', async () => {
      const stream = log.stream();
      const results = await Promise.all(
        newEvents(SIMULTANEOUS).map((event) => log.store.append(stream, [event], 'no-stream')),
      );
      expect(results.filter(({ outcome }) => outcome === 'appended')).toHaveLength(1);
      expect(results.filter(({ outcome }) => outcome === 'conflict')).toEqual(
        Array.from({ length: SIMULTANEOUS - 1 }, () => ({ outcome: 'conflict', actual: 0 })),
      );
      expect(await log.store.readStream(stream)).toHaveLength(1);
    });

    it('lets all of 64 simultaneous appends to different streams through', async () => {
      const streams = newEvents(SIMULTANEOUS).map((event) => ({ event, stream: log.stream() }));
      await Promise.all(
        streams.map(async ({ event, stream }) => {
          appended(await log.store.append(stream, [event], 'no-stream'));
          expect(await log.store.readStream(stream)).toMatchObject([{ id: event.id, revision: 0 }]);
        }),
      );
    });

    it('counts revisions from 0 and says which one it came to', async () => {
      const stream = log.stream();
      expect(await log.store.append(stream, newEvents(1), 'no-stream')).toMatchObject({ revision: 0 });
      expect(await log.store.append(stream, newEvents(3), 0)).toMatchObject({ revision: 3 });
    });

    it('appends several events as one, in order', async () => {
      const stream = log.stream();
      const events = newEvents(50);
      const { revision } = appended(await log.store.append(stream, events, 'no-stream'));
      expect(revision).toBe(49);
      expect((await log.store.readStream(stream)).map(({ id }) => id)).toEqual(events.map(({ id }) => id));
    });

    it('appends none of several events when they conflict', async () => {
      const stream = log.stream();
      await log.store.append(stream, newEvents(1), 'no-stream');
      expect(await log.store.append(stream, newEvents(5), 7)).toEqual({ outcome: 'conflict', actual: 0 });
      expect(await log.store.readStream(stream)).toHaveLength(1);
    });

    it('answers with a conflict when the stream is missing', async () => {
      const conflict = { outcome: 'conflict', actual: 'no-stream' };
      expect(await log.store.append(log.stream(), newEvents(1), 0)).toEqual(conflict);
    });

    it.each(['no-stream', 0, 2, 500] as const)(
      'answers with a conflict when revision 1 was not expected, but %s',
      async (expected) => {
        const stream = log.stream();
        await log.store.append(stream, newEvents(2), 'no-stream');
        const conflict = { outcome: 'conflict', actual: 1 };
        expect(await log.store.append(stream, newEvents(1), expected)).toEqual(conflict);
      },
    );

    it('gives positions that rise over all streams', async () => {
      const positions = (await log.fill(20)).map(({ position }) => position);
      expect(positions).toEqual([...positions].sort());
      expect(new Set(positions).size).toBe(positions.length);
    });
  });

  describe('repeating an append', () => {
    it('is answered as the first time, and stores nothing again', async () => {
      const stream = log.stream();
      await log.store.append(stream, newEvents(1), 'no-stream');
      const events = newEvents(3);
      const first = appended(await log.store.append(stream, events, 0));
      expect(await log.store.append(stream, events, 0)).toEqual(first);
      expect(await log.store.readStream(stream)).toHaveLength(4);
    });

    it('is answered so after the stream moved on, and whatever its data', async () => {
      const stream = log.stream();
      const events = newEvents(2);
      const first = appended(await log.store.append(stream, events, 'no-stream'));
      await log.store.append(stream, newEvents(4), first.revision);
      expect(await log.store.append(stream, events, 'no-stream')).toEqual(first);
      const others = newEvents(2).map((event, index) => ({
        ...event,
        id: events[index]?.id ?? '',
        data: '{}',
      }));
      expect(await log.store.append(stream, others, 'no-stream')).toEqual(first);
      expect(await log.store.readStream(stream)).toHaveLength(6);
    });

    it('is answered so for the first of several events alone', async () => {
      const stream = log.stream();
      const events = newEvents(2);
      await log.store.append(stream, events, 'no-stream');
      const [first] = await log.store.readStream(stream);
      expect(await log.store.append(stream, events.slice(0, 1), 'no-stream')).toEqual({
        outcome: 'appended',
        revision: 0,
        position: first?.position,
      });
    });

    it('knows an append of many events again', async () => {
      const stream = log.stream();
      const many = Array.from({ length: 1_000 }, () => newEvent({ text: 'x'.repeat(1_000) }));
      const first = appended(await log.store.append(stream, many, 'no-stream'));
      expect(await log.store.append(stream, many, 'no-stream')).toEqual(first);
    });

    it('stores once what arrives many times at once', async () => {
      const stream = log.stream();
      const events = newEvents(2);
      const results = await Promise.all(
        Array.from({ length: 16 }, () => log.store.append(stream, events, 'no-stream')),
      );
      expect(results).toEqual(Array.from({ length: 16 }, () => results[0]));
      expect(results[0]).toMatchObject({ outcome: 'appended', revision: 1 });
      expect(await log.store.readStream(stream)).toHaveLength(2);
    });

    it('is a conflict when only some of the events were there', async () => {
      const stream = log.stream();
      const [first, second, third] = [newEvent(), newEvent(), newEvent()];
      await log.store.append(stream, [first, second], 'no-stream');
      const conflict = { outcome: 'conflict', actual: 1 };
      expect(await log.store.append(stream, [first, third], 'no-stream')).toEqual(conflict);
      expect(await log.store.append(stream, [first, second, third], 'no-stream')).toEqual(conflict);
      expect(await log.store.readStream(stream)).toHaveLength(2);
    });
  });

  describe('refusing an append', () => {
    it('refuses to append nothing', async () => {
      const stream = log.stream();
      await expect(log.store.append(stream, [], 'no-stream')).rejects.toThrow(InvalidAppendError);
      expect(await log.store.readStream(stream)).toEqual([]);
    });

    it.each(ILLEGAL_STREAMS)('refuses %j as the name of a stream', async (stream) => {
      await expect(log.store.append(stream, newEvents(1), 'no-stream')).rejects.toThrow(InvalidAppendError);
    });

    it('takes names with every legal character, up to the longest', async () => {
      const stream = `${log.stream('c0ntract')}.a_B:c-${'9'.repeat(156)}`;
      appended(await log.store.append(stream, newEvents(1), 'no-stream'));
      expect(await log.store.readStream(stream)).toHaveLength(1);
    });

    it('refuses malformed events', async () => {
      const malformed = [
        { ...newEvent(), id: 'no-uuid' },
        { ...newEvent(), type: '' },
        { ...newEvent(), type: '$system' },
      ];
      for (const event of malformed) {
        await expect(log.store.append(log.stream(), [event], 'no-stream')).rejects.toThrow(
          InvalidAppendError,
        );
      }
    });

    it('refuses more than 1 MiB in one append, and stores nothing of it', async () => {
      const stream = log.stream();
      const half = Array.from({ length: 2 }, () => newEvent({ text: 'x'.repeat(MAX_APPEND_BYTES / 2) }));
      await expect(log.store.append(stream, half, 'no-stream')).rejects.toThrow(EventTooLargeError);
      expect(await log.store.readStream(stream)).toEqual([]);
    });

    it('measures the limit in bytes, not characters', async () => {
      const event = newEvent({ text: '客'.repeat(400_000) });
      await expect(log.store.append(log.stream(), [event], 'no-stream')).rejects.toThrow(EventTooLargeError);
    });

    it('lets a refused append and a conflict fail alone', async () => {
      const [taken, free] = [log.stream(), log.stream()];
      await log.store.append(taken, newEvents(1), 'no-stream');
      const [refused, conflict, result] = await Promise.allSettled([
        log.store.append(free, [], 'no-stream'),
        log.store.append(taken, newEvents(1), 'no-stream'),
        log.store.append(free, newEvents(1), 'no-stream'),
      ]);
      expect(refused.status).toBe('rejected');
      expect(conflict).toMatchObject({ value: { outcome: 'conflict', actual: 0 } });
      expect(result).toMatchObject({ value: { outcome: 'appended', revision: 0 } });
    });
  });
}
