import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { occurring, specification } from '../../../event-sourcing/testing.js';
import { type SegmentDefinition } from './segment-conditions.js';
import { ChangeSegment, DefineSegment, RetireSegment } from './segments.commands.js';
import { segmentDecider } from './segments.decider.js';
import { type SegmentChanged, type SegmentDefined, type SegmentRetired } from './segments.events.js';

const decider = segmentDecider(['champions']);
const { given } = specification(decider);

const segmentId = '5a0c8a52-93ab-5c0e-8f1d-0a6d5f3b7a11';
const at = '2026-03-01T09:30:00.000Z';
const later = '2026-03-02T10:00:00.000Z';

const definition: SegmentDefinition = {
  name: 'northern-regulars',
  anyOf: [
    {
      allOf: [
        { field: 'region', in: ['North'] },
        { field: 'orders', min: 3 },
      ],
    },
  ],
};
const define = (over: Partial<SegmentDefinition> = {}) =>
  new DefineSegment(segmentId, { ...definition, ...over }, occurring(at));
const change = (over: Partial<SegmentDefinition>, time = later) =>
  new ChangeSegment(segmentId, over, occurring(time));
const retire = new RetireSegment(segmentId, { reason: 'The campaign is over' }, occurring(later));

const defined: SegmentDefined = {
  type: 'SegmentDefined',
  data: { segmentId, occurredAt: at, ...definition },
};
const retired: SegmentRetired = {
  type: 'SegmentRetired',
  data: { segmentId, occurredAt: later, reason: 'The campaign is over' },
};

describe('defining a segment', () => {
  it('says who is in it', () => {
    given().when(define()).then(defined);
  });

  it('happens once', () => {
    given(defined).when(define()).thenFails('segment-already-defined');
  });

  it.each([
    ['a name that no report could take', { name: 'Northern Regulars' }],
    ['the name of an RFM segment', { name: 'champions' }],
    ['a name that looks like an id', { name: segmentId }],
    ['a range on a text', { anyOf: [{ allOf: [{ field: 'region', min: 1 }] }] }],
    ['a list for a number', { anyOf: [{ allOf: [{ field: 'orders', in: ['3'] }] }] }],
    ['neither a list nor a range', { anyOf: [{ allOf: [{ field: 'orders' }] }] }],
    ['in and notIn at once', { anyOf: [{ allOf: [{ field: 'tag', in: ['vip'], notIn: ['lost'] }] }] }],
    ['a range that nothing is in', { anyOf: [{ allOf: [{ field: 'orders', min: 3, max: 2 }] }] }],
    ['an amount in no currency', { anyOf: [{ allOf: [{ field: 'net', min: 1 }] }] }],
    ['a score in no currency', { anyOf: [{ allOf: [{ field: 'rfmSegment', in: ['champions'] }] }] }],
  ] satisfies [string, Partial<SegmentDefinition>][])('refuses %s', (_, over) => {
    given().when(define(over)).thenFails('segment-invalid');
  });

  it('names every condition that is wrong', () => {
    const anyOf = [{ allOf: [{ field: 'orders' } as const] }, { allOf: [{ field: 'net', min: 1 } as const] }];
    expect(() => decider.decide(define({ anyOf }), decider.initial)).toThrow(
      expect.objectContaining({
        fields: [
          expect.objectContaining({ field: 'anyOf.0.allOf.0' }),
          expect.objectContaining({ field: 'currency' }),
        ],
      }),
    );
  });
});

describe('changing a segment', () => {
  const anyOf = [{ allOf: [{ field: 'tag', in: ['vip'] } as const] }];

  it('carries the whole definition, with what stays as it was', () => {
    const changed: SegmentChanged = {
      type: 'SegmentChanged',
      data: { segmentId, occurredAt: later, name: definition.name, anyOf },
    };
    given(defined).when(change({ anyOf })).then(changed);
  });

  it('is nothing where nothing changes', () => {
    given(defined)
      .when(change({ name: definition.name }))
      .thenNothing();
  });

  it('needs a segment that is there and not retired, and comes after its last change', () => {
    given().when(change({ anyOf })).thenFails('segment-not-found');
    given(defined, retired).when(change({ anyOf })).thenFails('segment-retired');
    given(defined).when(change({ anyOf }, '2026-02-28T00:00:00.000Z')).thenFails('occurred-before-last');
  });

  it('is held to the same rules', () => {
    given(defined)
      .when(change({ name: 'champions' }))
      .thenFails('segment-invalid');
  });
});

describe('retiring a segment', () => {
  it('says why, and happens once', () => {
    given(defined).when(retire).then(retired);
    given(defined, retired).when(retire).thenNothing();
    given().when(retire).thenFails('segment-not-found');
  });
});
