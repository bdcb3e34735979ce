import { describe, expect, it } from '@jest/globals';
import {
  appended,
  type ContractLog,
  deliveriesUntil,
  eventsOf,
  newEvent,
  newEvents,
} from './contract.fixture.js';
import { type JsonObject, type RecordedEvent, type ReadAllOptions } from './event-store.port.js';

const TEXTS: JsonObject = {
  chinese: '王小明，北京市朝阳区',
  japanese: 'カスタマー・リレーション',
  korean: '고객 관계 관리',
  arabic: 'إدارة العملاء',
  emoji: '👩‍👩‍👧‍👦 🏳️‍🌈',
  accents: 'Zoë Ångström — naïve',
  decomposed: 'Zoe\u0308',
  controls: 'tab\tline\nreturn\r nul\u0000 separator\u2028 bom\uFEFF',
  quotes: '"double" \'single\' \\back\\slash\\ </script>',
  astral: '𠮷野家',
  empty: '',
};
const VALUES: JsonObject = {
  nested: { deeper: [{ still: [[], {}, null] }] },
  numbers: [0, -1, 1.5, 1e21, 9007199254740991, -9007199254740991],
  flags: [true, false],
  nothing: null,
  'key with "quotes" and 客': 1,
};

export function readContract(log: ContractLog, startsEmpty: boolean): void {
  const indexes = (events: readonly { data: JsonObject }[]) => events.map(({ data }) => data.index);

  describe('reading a stream', () => {
    async function streamOf(count: number): Promise<string> {
      const stream = log.stream();
      appended(await log.store.append(stream, newEvents(count), 'no-stream'));
      return stream;
    }

    it('finds nothing in a stream that is not there', async () => {
      expect(await log.store.readStream(log.stream())).toEqual([]);
      expect(await log.store.readStream(log.stream(), { direction: 'backwards' })).toEqual([]);
    });

    it('reads forwards and backwards', async () => {
      const stream = await streamOf(5);
      expect(indexes(await log.store.readStream(stream))).toEqual([0, 1, 2, 3, 4]);
      expect(indexes(await log.store.readStream(stream, { direction: 'backwards' }))).toEqual([
        4, 3, 2, 1, 0,
      ]);
    });

    it('reads from a revision on, both ways, and no more than the limit', async () => {
      const stream = await streamOf(6);
      expect(indexes(await log.store.readStream(stream, { from: 4 }))).toEqual([4, 5]);
      expect(indexes(await log.store.readStream(stream, { from: 1, limit: 2 }))).toEqual([1, 2]);
      const backwards = { direction: 'backwards' } as const;
      expect(indexes(await log.store.readStream(stream, { ...backwards, from: 1 }))).toEqual([1, 0]);
      expect(indexes(await log.store.readStream(stream, { ...backwards, from: 4, limit: 2 }))).toEqual([
        4, 3,
      ]);
      expect(indexes(await log.store.readStream(stream, { ...backwards, limit: 1 }))).toEqual([5]);
      expect(indexes(await log.store.readStream(stream, { limit: 100 }))).toHaveLength(6);
    });

    it('finds nothing past the end', async () => {
      const stream = await streamOf(3);
      expect(await log.store.readStream(stream, { from: 3 })).toEqual([]);
      expect(await log.store.readStream(stream, { from: 1_000 })).toEqual([]);
    });

    it('keeps streams apart whose names begin alike', async () => {
      const stream = await streamOf(1);
      await log.store.append(`${stream}0`, newEvents(2), 'no-stream');
      expect(await log.store.readStream(stream)).toHaveLength(1);
      expect(await log.store.readStream(`${stream}0`)).toHaveLength(2);
    });

    it('reads long streams whole', async () => {
      const stream = await streamOf(1_700);
      const expected = Array.from({ length: 1_700 }, (_, index) => index);
      expect(indexes(await log.store.readStream(stream))).toEqual(expected);
      expect(indexes(await log.store.readStream(stream, { direction: 'backwards' }))).toEqual(
        expected.reverse(),
      );
    });

    it('tells the position of each event that the log tells, and the append told', async () => {
      const stream = await streamOf(2);
      const { position } = appended(await log.store.append(stream, newEvents(2), 1));
      const read = await log.store.readStream(stream);
      expect(log.own(await log.store.readAll({ direction: 'backwards', limit: 4 }))).toEqual(
        read.toReversed(),
      );
      expect(read.at(-1)?.position).toBe(position);
    });
  });

  describe('what was stored', () => {
    it('comes back whole: data, metadata, every script', async () => {
      const stream = log.stream();
      const [data, metadata] = [
        { ...TEXTS, ...VALUES },
        { ...VALUES, ...TEXTS },
      ];
      const event = newEvent(data, metadata);
      await log.store.append(stream, [event], 'no-stream');
      const [read] = await log.store.readStream(stream);
      expect(read).toMatchObject({ id: event.id, type: event.type, stream, revision: 0 });
      expect(read?.data).toEqual(data);
      expect(read?.metadata).toEqual(metadata);
    });

    it('comes back whole from the log and from a subscription', async () => {
      const after = await log.store.head();
      const stream = log.stream();
      const event = newEvent(TEXTS, VALUES);
      const read = { ...event, data: TEXTS, metadata: VALUES };
      const { position } = appended(await log.store.append(stream, [event], 'no-stream'));
      const expected = [{ ...read, stream, revision: 0, position }];
      const options = after === undefined ? {} : { from: after };
      expect(log.own(await log.store.readAll({ ...options, limit: 10 }))).toEqual(expected);
      const subscribed = await deliveriesUntil(
        log.store,
        after === undefined ? {} : { after },
        (deliveries) => log.own(eventsOf(deliveries)).length > 0,
      );
      expect(log.own(eventsOf(subscribed))).toEqual(expected);
    });

    it('may be of 900 kB', async () => {
      const stream = log.stream();
      const big = ['a', '客', '\\"'].map((text) => {
        const bytes = Buffer.byteLength(JSON.stringify(text)) - 2;
        return { text: text.repeat(900_000 / bytes) };
      });
      for (const [index, data] of big.entries()) {
        appended(await log.store.append(stream, [newEvent(data)], index === 0 ? 'no-stream' : index - 1));
      }
      const read = await log.store.readStream(stream);
      expect(read.map(({ data }) => data.text === big[0]?.text)).toEqual([true, false, false]);
      expect(read.map(({ data }, index) => data.text === big[index]?.text)).toEqual([true, true, true]);
    });

    it('is there for another that opens the log, and after all have closed it', async () => {
      const stream = log.stream();
      const events = newEvents(3);
      await log.store.append(stream, events, 'no-stream');
      const another = await log.openAnother();
      expect(await another.readStream(stream)).toMatchObject(events.map(({ id }) => ({ id })));
      await log.store.append(stream, newEvents(1), 2);
      expect(await another.readStream(stream)).toHaveLength(4);
      await Promise.all([log.store.close(), another.close()]);
      const reopened = await log.openAnother();
      expect(await reopened.readStream(stream)).toHaveLength(4);
      expect(appended(await reopened.append(stream, newEvents(1), 3)).revision).toBe(4);
    });
  });

  describe('reading the whole log', () => {
    /** Pages of 7 until one is short. */
    async function pages(options: Omit<ReadAllOptions, 'limit'>): Promise<RecordedEvent[]> {
      const read: RecordedEvent[] = [];
      for (;;) {
        const last = read.at(-1);
        const from = last === undefined ? options : { ...options, from: last.position };
        const page = await log.store.readAll({ ...from, limit: 7 });
        expect(page.length).toBeLessThanOrEqual(7);
        read.push(...page);
        if (page.length < 7) return read;
      }
    }

    it('pages forwards through all streams in the order of the appends', async () => {
      const from = await log.store.head();
      const filled = await log.fill(30);
      expect(log.own(await pages(from === undefined ? {} : { from }))).toEqual(filled);
    });

    it('pages backwards from the end', async () => {
      const filled = await log.fill(20);
      expect(await log.store.readAll({ direction: 'backwards', limit: 20 })).toEqual([...filled].reverse());
    });

    it('pages backwards from a position, leaving that out', async () => {
      const filled = await log.fill(20);
      const from = filled[15]?.position ?? '';
      const page = await log.store.readAll({ from, direction: 'backwards', limit: 10 });
      expect(page).toEqual(filled.slice(5, 15).reverse());
    });

    it('finds nothing beyond the end', async () => {
      const [event] = (await log.fill(3)).slice(-1);
      expect(await log.store.readAll({ from: event?.position ?? '', limit: 5 })).toEqual([]);
    });

    it('has the last event for its head', async () => {
      const filled = await log.fill(3);
      expect(await log.store.head()).toBe(filled.at(-1)?.position);
    });

    it('has one identity, for every store that is opened on it and all asked at once', async () => {
      await log.fill(1);
      const stores = [log.store, await log.openAnother(), await log.openAnother()];
      const identities = new Set(await Promise.all(stores.map((store) => store.identity())));
      expect(identities.size).toBe(1);
      const [identity] = identities;
      expect(identity).toMatch(/./);
      const head = await log.store.head();
      await log.fill(2);
      expect(await log.store.identity()).toBe(identity);
      expect(
        await log.store.readAll(head === undefined ? { limit: 10 } : { from: head, limit: 10 }),
      ).toHaveLength(2);
    });

    (startsEmpty ? it : it.skip)('has no head, and nothing to read, while it is empty', async () => {
      expect(await log.store.identity()).toBeUndefined();
      expect(await log.store.head()).toBeUndefined();
      expect(await log.store.readAll({ limit: 10 })).toEqual([]);
      expect(await log.store.readAll({ direction: 'backwards', limit: 10 })).toEqual([]);
    });
  });
}
