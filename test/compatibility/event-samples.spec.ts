import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { contextsOf } from '../../apps/composition.js';
import {
  chainHash,
  EventCodec,
  type EventMetadata,
  GENESIS,
  type RecordedEvent,
} from '../../libs/event-sourcing/core.js';
import { loadConfig, ofAll } from '../../libs/platform/index.js';

/**
 * Events as they were stored when their shape was new, one file for each type and version, never changed again; a field
 * that a version got later has a file of its own beside it, `<type>.v<version>.<field>.json`. The samples of one category
 * are one stream: together they are a life in which everything happens once.
 */
const SAMPLES = new URL('samples/', import.meta.url);

const contexts = contextsOf(loadConfig({}));
const deciders = ofAll(contexts, (context) => context.deciders);
/** Of streams that are folded, and of those that are only recorded. */
const categories = [...deciders, ...ofAll(contexts, ({ accessEvents }) => accessEvents && [accessEvents])];
const codec = new EventCodec(categories.map(({ events }) => events));
const files = readdirSync(SAMPLES).sort();
const sampleIn = (file: string) =>
  JSON.parse(readFileSync(new URL(file, SAMPLES), 'utf8')) as RecordedEvent & { metadata: EventMetadata };
const samples = files.map(sampleIn);
const nameOf = (type: string, version: number): string => `${type}.v${version}`;
const nameIn = (file: string): string => file.split('.').slice(0, 2).join('.');

const streamOf = (category: string) =>
  samples
    .filter((sample) => sample.stream.startsWith(`${category}-`))
    .filter(({ metadata, type }) => metadata.schemaVersion === 1 || codec.schemaVersionOf(type) === 1)
    .sort((one, other) => one.revision - other.revision);

/** What the streams come to; whatever becomes of the deciders' states, these facts stay. */
const facts: Readonly<Record<string, object>> = {
  customer: expect.objectContaining({
    status: 'registered',
    details: {
      name: 'Ada King',
      position: 'Countess',
      company: 'King & Co',
      sector: 'poetry',
      region: 'Kent',
      source: 'friend',
    },
  }),
  interaction: {
    status: 'expired',
    details: { channel: 'chat', agent: 'charles' },
    feedback: { csat: 4, nps: 9 },
  },
  'external-id': { status: 'free' },
  deal: { status: 'lost', stage: 'negotiation', amountMinor: 3_900, wins: 1 },
  revocations: ['0d9c5f0e-5a3c-4c6f-8f0d-2f2b4f0a9b11'],
  'lifetime-value-fit': { status: 'fitted' },
  segment: { status: 'retired', definition: { name: 'northern-fans', currency: 'EUR' } },
  'exchange-rate': { status: 'recorded' },
  suppression: { suppressed: true },
  'carry-out': { planned: [], listed: 2, completed: true, overwritten: true },
  erasure: { requested: true, idsReleased: true, keysDestroyed: true, purged: true, overwritten: true },
  order: { status: 'cancelled', lines: [{ refundedMinor: 2_915 }, { refundedMinor: 486 }] },
};

describe('events as they were stored', () => {
  it('has a sample of every version of every event type, and of nothing else', () => {
    const versions = categories.flatMap(({ events }) =>
      Object.entries(events).flatMap(([type, { version }]) =>
        Array.from({ length: version }, (_, index) => nameOf(type, index + 1)),
      ),
    );
    expect([...new Set(files.map(nameIn))]).toEqual(versions.sort());
    expect(samples.map(({ type, metadata }) => nameOf(type, metadata.schemaVersion))).toEqual(
      files.map(nameIn),
    );
  });

  it.each(files.map((file) => [file, sampleIn(file)] as const))(
    '%s is read by the codec, unchanged where its version is the newest',
    (_, sample) => {
      const { type, data, metadata, ...where } = codec.decode(sample);
      expect({ type, metadata, ...where }).toEqual({ ...sample, data: undefined });
      if (metadata.schemaVersion === codec.schemaVersionOf(type)) {
        expect(data).toEqual(sample.data);
        expect(JSON.parse(codec.encode({ type, data }, where).data)).toEqual(sample.data);
      }
    },
  );

  it.each(categories.map(({ category }) => [category]))(
    'the stream of category %s is an unbroken chain',
    (category) => {
      let previous = GENESIS;
      for (const { stream: name, revision, id, type, data, metadata } of streamOf(category)) {
        const { hash, source, ...covered } = metadata;
        const link = { stream: name, revision, id, type, data };
        previous = chainHash(previous, {
          ...link,
          metadata: { ...covered, actor: { ...covered.actor }, ...(source && { source: { ...source } }) },
        });
        expect({ type, hash: previous }).toEqual({ type, hash });
      }
    },
  );

  describe.each(deciders.map((decider) => [decider.category, decider] as const))(
    'the stream of a %s',
    (category, decider) => {
      it('is folded by its decider to what it came to then, before anything was forgotten', () => {
        const state = streamOf(category)
          .filter(({ type }) => type !== 'CustomerErased')
          .map((sample) => codec.decode(sample))
          .reduce((before, event) => decider.evolve(before, event), decider.initial);
        expect(state).toMatchObject(facts[category] ?? { there: 'are facts to compare' });
      });
    },
  );
});
