import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CommandEngine } from '../commands/command-engine.js';
import { type Fold } from '../commands/decider.js';
import { EmbeddedEventStore } from '../event-store/embedded/embedded.event-store.js';
import { EventDamagedError, type EventStore, type RecordedEvent } from '../event-store/event-store.port.js';
import { KeyMissingError, KeyStoreUnavailableError } from '../keys/key-store.port.js';
import { guestBook, guestKeys, write, type Wrote } from '../testing/guest.fixture.js';
import { InMemoryKeyStore } from '../testing/in-memory.key-store.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { EventCodec } from './event-codec.js';
import { checkedHash, GENESIS } from './hash-chain.js';

const at = '2026-03-02T00:00:00.000Z';
const ada = { name: 'Ada', line: 'with "quotes" and 王', page: 3, customerId: 'ada' };

describe('personal fields', () => {
  let store: EventStore;
  let guests: ReturnType<typeof guestKeys>;
  let engine: CommandEngine;
  const engineOf = (codec: EventCodec, cacheSize = 0) =>
    new CommandEngine(store, codec, { now: () => new Date(at), cacheSize });

  beforeEach(async () => {
    store = await EmbeddedEventStore.open(temporaryFolder());
    guests = guestKeys();
    engine = engineOf(guests.codec);
  });
  afterEach(async () => {
    await store.close();
  });

  const stored = (id = '1') => store.readStream(`book-${id}`);
  const first = async () => {
    const [event] = await stored();
    if (!event) throw new Error('nothing is stored');
    return event;
  };
  const decoded = async (recorded: readonly RecordedEvent[], codec = guests.codec) => {
    const keys = await codec.keysToDecode(recorded);
    return recorded.map((event) => codec.decode(event, keys));
  };

  it('are stored encrypted, and say so; others are stored as they are', async () => {
    await engine.handle(guestBook, write(ada));
    const event = await first();
    expect(event.data).toMatchObject({ page: 3, customerId: 'ada' });
    expect(event.metadata.encrypted).toEqual({ ada: ['name', 'line'] });
    expect(JSON.stringify(event.data)).not.toMatch(/"Ada|quotes|王/);
  });

  it('are read as they were, in every process', async () => {
    await engine.handle(guestBook, write(ada));
    const { codec } = guests.open();
    expect((await decoded(await stored(), codec))[0]?.data).toMatchObject(ada);
    expect(await engineOf(codec).read(guestBook, '1')).toEqual([ada]);
  });

  it('that are absent stay absent, and make no key', async () => {
    await engine.handle(guestBook, write({ name: 'Ada', page: 1, customerId: 'ada' }));
    expect((await first()).metadata.encrypted).toEqual({ ada: ['name'] });
    expect((await decoded(await stored()))[0]?.data).not.toHaveProperty('line');
  });

  it('are encrypted anew each time, so that equal ones can’t be told', async () => {
    await engine.handle(guestBook, write(ada));
    await engine.handle(guestBook, write(ada, '2'));
    const [one, two] = [await stored(), await stored('2')].map(([event]) => event?.data.name);
    expect(one).not.toEqual(two);
  });

  it('are part of the hash chain as they are stored, whatever became of the key', async () => {
    await engine.handle(guestBook, write(ada));
    await engine.handle(guestBook, write({ ...ada, page: 4 }));
    await guests.keys.destroy('ada', at);
    const events = await stored();
    expect(() => events.reduce(checkedHash, GENESIS)).not.toThrow();
    expect(await engineOf(guests.open().codec).read(guestBook, '1')).toHaveLength(2);
  });

  it('of an erased person read as the definition says, or are absent, and are named', async () => {
    await engine.handle(guestBook, write(ada));
    await guests.keys.destroy('ada', at);
    const [event] = await decoded(await stored());
    expect(event?.data).toEqual({
      customerId: 'ada',
      occurredAt: '2026-03-01T10:00:00.000Z',
      name: '[erased]',
      page: 3,
    });
    expect(event?.erased).toEqual(['name', 'line']);
  });

  it('about somebody else go with that one', async () => {
    await engine.handle(guestBook, write({ ...ada, hostId: 'bob', host: 'Bob' }));
    await guests.keys.destroy('bob', at);
    const [event] = await decoded(await stored());
    expect(event?.data).toMatchObject(ada);
    expect(event?.data).not.toHaveProperty('host');
    expect(event?.erased).toEqual(['host']);
  });

  it('of nobody known have a key of their stream, which goes with the customer that it is filed under', async () => {
    await engine.handle(guestBook, write({ name: 'Ada', page: 1 }));
    expect((await first()).metadata.encrypted).toEqual({ 'book-1': ['name'] });
    await engine.handle(guestBook, write({ ...ada, page: 2 }));
    await guests.keys.file('book-1', 'ada', at);
    await guests.keys.destroy('ada', at);
    expect((await decoded(await stored())).map(({ erased }) => erased)).toEqual([['name'], ['name', 'line']]);
  });

  describe('of streams with keys of their own', () => {
    const diary: typeof guestBook = {
      ...guestBook,
      category: 'diary',
      events: { Wrote: { ...guestBook.events.Wrote, ownKey: true } },
    };
    let own: EventCodec;
    const written = (id: string) => store.readStream(`diary-${id}`);

    beforeEach(async () => {
      own = new EventCodec([diary.events], new Map(), guests.keys);
      engine = engineOf(own);
      await engine.handle(diary, write({ ...ada, hostId: 'bob', host: 'Bob' }));
      await engine.handle(diary, write(ada, '2'));
    });

    it('are encrypted by the stream’s, but for those about somebody else', async () => {
      expect((await written('1'))[0]?.metadata.encrypted).toEqual({
        'diary-1': ['name', 'line'],
        bob: ['host'],
      });
      expect((await decoded(await written('2'), own))[0]?.data).toMatchObject(ada);
    });

    it('can be destroyed alone', async () => {
      await guests.keys.destroy('diary-1', at);
      const [event] = await decoded(await written('1'), own);
      expect(event?.erased).toEqual(['name', 'line']);
      expect(event?.data).toMatchObject({ host: 'Bob' });
      expect((await decoded(await written('2'), own))[0]?.data).toMatchObject(ada);
    });

    it('go with the customer whose they are, and none is made for it any more', async () => {
      expect(await guests.keys.destroy('ada', at)).toBe(2);
      expect((await decoded(await written('2'), own))[0]?.erased).toEqual(['name', 'line']);
      await expect(engine.handle(diary, write(ada, '3'))).rejects.toMatchObject({ code: 'customer-erased' });
    });
  });

  it('of an erased person are not taken any more, and nothing is appended', async () => {
    await engine.handle(guestBook, write(ada));
    await guests.keys.destroy('ada', at);
    const refused = engine.handle(guestBook, write({ ...ada, page: 9 }));
    await expect(refused).rejects.toMatchObject({ code: 'customer-erased' });
    expect(await stored()).toHaveLength(1);
  });

  it('are not taken while the key store is out of reach, nor read', async () => {
    await engine.handle(guestBook, write(ada));
    guests.keyStore.isReachable = false;
    const { codec } = guests.open();
    const elsewhere = engineOf(codec);
    await expect(elsewhere.handle(guestBook, write({ ...ada, customerId: 'eve' }, '2'))).rejects.toThrow(
      KeyStoreUnavailableError,
    );
    await expect(elsewhere.read(guestBook, '1')).rejects.toThrow(KeyStoreUnavailableError);
    expect(await stored('2')).toEqual([]);
    guests.keyStore.isReachable = true;
    expect(await elsewhere.read(guestBook, '1')).toEqual([ada]);
  });

  it('are left alone by folds that need none of them', async () => {
    await engine.handle(guestBook, write(ada));
    guests.keyStore.isReachable = false;
    const pages: Fold<number, Wrote> = {
      category: 'book',
      events: guestBook.events,
      impersonal: true,
      initial: 0,
      evolve: (sum, { data: { page } }) => sum + page,
    };
    expect(await engineOf(guests.open().codec).read(pages, '1')).toBe(3);
  });

  it('whose key is nowhere are no erased ones', async () => {
    await engine.handle(guestBook, write(ada));
    const lost = guestKeys();
    await expect(decoded(await stored(), lost.codec)).rejects.toThrow(KeyMissingError);
    expect(lost.keyStore).toBeInstanceOf(InMemoryKeyStore);
  });

  it('stored before there was encryption are read as they stand', async () => {
    await engineOf(new EventCodec([guestBook.events])).handle(guestBook, write(ada));
    expect((await first()).data).toMatchObject(ada);
    expect((await decoded(await stored()))[0]?.data).toMatchObject(ada);
  });

  describe('whose ciphertext was moved', () => {
    const moved = async (change: (event: RecordedEvent) => RecordedEvent) => {
      await engine.handle(guestBook, write({ ...ada, line: 'Ada' }));
      return decoded([change(await first())]);
    };

    it.each<[string, (event: RecordedEvent) => RecordedEvent]>([
      ['to another event', (event) => ({ ...event, id: '6b0c9f53-3d1e-5a53-8a39-0f6f3e0d6a01' })],
      ['to another stream', (event) => ({ ...event, stream: 'book-2' })],
      ['to another field', (event) => ({ ...event, data: { ...event.data, name: event.data.line ?? '' } })],
      ['into plain text', (event) => ({ ...event, data: { ...event.data, name: 'Ada' } })],
    ])('%s name the event and the field', async (_, change) => {
      const reading = moved(change);
      await expect(reading).rejects.toThrow(EventDamagedError);
      await expect(reading).rejects.toThrow(
        /Event 0 of book-\d at position .* field name can't be decrypted/,
      );
    });
  });
});
