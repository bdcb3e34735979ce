import { describe, expect, it } from '@jest/globals';
import { type RecordedEvent } from '../event-store/event-store.port.js';
import { type EventDefinitions } from './domain-event.js';
import { EventCodec, UnknownEventTypeError } from './event-codec.js';

interface Renamed {
  readonly type: 'Renamed';
  readonly data: { readonly occurredAt: string; readonly given: string; readonly family: string };
}

/** Version 1 had one `name`; version 2 called it `fullName`; version 3 takes it apart. */
const definitions: EventDefinitions<Renamed> = {
  Renamed: {
    version: 3,
    personal: ['given', 'family'],
    upcasters: {
      1: ({ name, ...data }) => ({ ...data, fullName: name ?? '' }),
      2: ({ fullName, ...data }) => {
        const [given = '', family = ''] = typeof fullName === 'string' ? fullName.split(' ') : [];
        return { ...data, given, family };
      },
    },
  },
};

const place = { id: '5b0c9f53-3d1e-5a53-8a39-0f6f3e0d6a01', stream: 'person-1' };
const occurredAt = '2026-01-01T00:00:00.000Z';
const stored = (data: RecordedEvent['data'], schemaVersion: number, type = 'Renamed'): RecordedEvent => ({
  id: '5b0c9f53-3d1e-5a53-8a39-0f6f3e0d6a01',
  type,
  stream: 'person-1',
  revision: 4,
  position: '0000000000000007',
  data,
  metadata: { schemaVersion },
});

describe('the codec', () => {
  const codec = new EventCodec([definitions]);
  const newest = { occurredAt, given: 'Ada', family: 'Lovelace' };

  it('reads an event of the present version as it stands', () => {
    expect(codec.decode(stored(newest, 3))).toMatchObject({ type: 'Renamed', data: newest, revision: 4 });
  });

  it('brings each older version up to date, one step after another', () => {
    expect(codec.decode(stored({ occurredAt, fullName: 'Ada Lovelace' }, 2)).data).toEqual(newest);
    expect(codec.decode(stored({ occurredAt, name: 'Ada Lovelace' }, 1)).data).toEqual(newest);
  });

  it('leaves what is stored as it is', () => {
    const old = stored({ occurredAt, name: 'Ada Lovelace' }, 1);
    codec.decode(old);
    expect(old.data).toEqual({ occurredAt, name: 'Ada Lovelace' });
  });

  it('refuses a type that no context defines, in both directions', () => {
    expect(() => codec.decode(stored(newest, 1, 'Forgotten'))).toThrow(UnknownEventTypeError);
    expect(() => codec.encode({ type: 'Forgotten', data: { occurredAt } }, place)).toThrow(
      UnknownEventTypeError,
    );
  });

  it('stores canonical JSON, with nothing undefined in it', () => {
    const event = { type: 'Renamed', data: { occurredAt, given: 'Ada', family: undefined } };
    expect(codec.encode(event, place)).toEqual({
      data: `{"given":"Ada","occurredAt":"${occurredAt}"}`,
      encrypted: undefined,
    });
  });

  it('knows which fields tell about a person', () => {
    expect(codec.personalFieldsOf('Renamed')).toEqual(['given', 'family']);
  });

  it('demands an upcaster from every older version', () => {
    expect(() => new EventCodec([{ Renamed: { version: 2, personal: [] } }])).toThrow(
      /no upcaster from version 1/,
    );
  });

  it('demands one name for one type', () => {
    expect(() => new EventCodec([definitions, definitions])).toThrow(/two contexts define/);
  });
});
