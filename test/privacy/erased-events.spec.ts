import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { contextsOf } from '../../apps/composition.js';
import { wholeLog } from '../../libs/customer-view/testing/life.fixture.js';
import {
  type DomainEvent,
  EventCodec,
  type JsonObject,
  type LogEvent,
  type RecordedEvent,
  SubjectKeys,
} from '../../libs/event-sourcing/core.js';
import { documentsAfter, InMemoryKeyStore, logOf } from '../../libs/event-sourcing/testing.js';
import { loadConfig, ofAll } from '../../libs/platform/index.js';

const contexts = contextsOf(loadConfig({}));
const deciders = ofAll(contexts, (context) => context.deciders);
const projections = ofAll(contexts, (context) => context.projections);
const at = '2026-03-31T00:00:00.000Z';

const [erasure] = logOf<DomainEvent>([
  {
    type: 'CustomerErased',
    stream: 'customer-ada',
    revision: 99,
    position: '0000000000009999',
    data: { occurredAt: at, customerId: 'ada', caseReference: 'c-1' } as DomainEvent['data'],
  },
]);

/** What the log's personal fields say of the person, the name that others wrote of it included. */
const personalTexts = (codec: EventCodec, events: readonly LogEvent[]): string[] => {
  const texts: string[] = [];
  const collect = (value: unknown): void => {
    if (typeof value === 'string' && value.length > 3) texts.push(value);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(collect);
  };
  for (const { type, data } of events) {
    const fields: Readonly<Record<string, unknown>> = { ...data };
    if (fields.customerId !== 'ada') continue;
    for (const field of codec.personalFieldsOf(type)) if (field !== 'relatedName') collect(fields[field]);
  }
  return [...new Set(texts)].filter((text) => !['phone', 'e-mail', 'social', 'poet'].includes(text));
};

const log: readonly LogEvent[] = wholeLog;

/** A codec with keys of its own, and the log as it stands and as it is read by them. */
const encrypting = async () => {
  const keys = new SubjectKeys(new InMemoryKeyStore(), randomBytes(32), { clock: () => 0 });
  const codec = new EventCodec(
    deciders.map(({ events }) => events),
    new Map(),
    keys,
  );
  const recorded: RecordedEvent[] = [];
  for (const event of log) {
    const { data, encrypted } = codec.encode(event, event, await codec.keysToEncode([event], event.stream));
    const { actor, encrypted: _none, source: _source, ...metadata } = event.metadata;
    recorded.push({
      ...event,
      data: JSON.parse(data) as RecordedEvent['data'],
      metadata: {
        ...metadata,
        actor: { ...actor },
        ...(encrypted === undefined ? {} : { encrypted: JSON.parse(encrypted) as JsonObject }),
      },
    });
  }
  const read = async (): Promise<readonly LogEvent[]> => {
    const keyring = await codec.keysToDecode(recorded, 'now');
    return recorded.map((event) => codec.decode(event, keyring));
  };
  return { keys, codec, read };
};

describe('an erased person', () => {
  let codec: EventCodec;
  /** The same events, read after the keys of the person were destroyed. */
  let erased: readonly LogEvent[];

  beforeAll(async () => {
    const { keys, read, codec: encoding } = await encrypting();
    codec = encoding;
    await keys.file('deal-d1', 'ada', at);
    await keys.destroy('ada', at);
    erased = await read();
  });

  it('can’t be read in any event', () => {
    const texts = personalTexts(codec, log);
    expect(texts.length).toBeGreaterThan(8);
    const read = JSON.stringify(erased.map(({ data }) => data));
    expect(texts.filter((text) => read.includes(text))).toEqual([]);
  });

  it('leaves events that every decider folds', () => {
    for (const decider of deciders) {
      const stream = erased.filter((event) => event.stream.startsWith(`${decider.category}-`));
      const fold = () => stream.reduce((state, event) => decider.evolve(state, event), decider.initial);
      expect(fold).not.toThrow();
    }
  });

  it('leaves lines that the timeline can tell', () => {
    for (const { timeline, deciders: own = [] } of contexts) {
      const mine = erased.filter(({ type }) => own.some(({ events }) => type in events));
      for (const event of timeline ? mine : [])
        expect(timeline?.line(event)).not.toMatch(/undefined|\[object/);
    }
  });

  describe.each(projections.map((projection) => [projection.name, projection] as const))(
    'is let go of by the read model %s,',
    (_, projection) => {
      const after = (events: readonly LogEvent[]) =>
        documentsAfter(projection, erasure ? [...events, erasure] : events);

      it('which keeps nothing personal', () => {
        const documents = JSON.stringify(after(log));
        expect(personalTexts(codec, log).filter((text) => documents.includes(text))).toEqual([]);
      });

      it('which is the same when it is built anew from what is left', () => {
        expect(after(erased)).toEqual(after(log));
      });
    },
  );
});

describe('an interaction that has expired', () => {
  const [expiry] = logOf<DomainEvent>([
    {
      type: 'InteractionExpired',
      stream: 'interaction-i1',
      revision: 99,
      position: '0000000000009999',
      data: {
        occurredAt: at,
        customerId: 'ada',
        interactionId: 'i1',
        channel: 'chat',
        followUpIds: ['f1'],
        caseReference: 'retention 1',
      } as DomainEvent['data'],
    },
  ]);
  const said = ['Delivery', 'send the drawings', 'Splendid'];
  /** The same events, read after the key of the interaction was destroyed. */
  let expired: readonly LogEvent[];

  beforeAll(async () => {
    const { keys, read } = await encrypting();
    await keys.destroy('interaction-i1', at);
    expired = await read();
  });

  it('can’t be read in any event, and everything else can', () => {
    const texts = (events: readonly LogEvent[]) => JSON.stringify(events.map(({ data }) => data));
    expect(said.filter((text) => !texts(log).includes(text))).toEqual([]);
    expect(said.filter((text) => texts(expired).includes(text))).toEqual([]);
    const others = (events: readonly LogEvent[]) =>
      events.filter(({ stream }) => stream !== 'interaction-i1').map(({ data }) => data);
    expect(others(expired)).toEqual(others(log));
  });

  describe.each(projections.map((projection) => [projection.name, projection] as const))(
    'is let go of by the read model %s,',
    (_, projection) => {
      const after = (events: readonly LogEvent[]) =>
        documentsAfter(projection, expiry ? [...events, expiry] : events);

      it('which keeps nothing of what was said', () => {
        const documents = JSON.stringify(after(log));
        expect(said.filter((text) => documents.includes(text))).toEqual([]);
      });

      it('which is the same when it is built anew from what is left', () => {
        expect(after(expired)).toEqual(after(log));
      });
    },
  );
});
