import { type Decider, type FieldProblem } from '../../../event-sourcing/core.js';
import {
  segmentAlreadyDefined,
  segmentChangedAt,
  segmentInvalid,
  segmentNotFound,
  segmentRetired,
} from '../../analytics.errors.js';
import {
  isTextField,
  needsCurrency,
  type SegmentCondition,
  type SegmentDefinition,
} from './segment-conditions.js';
import {
  type ChangeSegment,
  type DefineSegment,
  type RetireSegment,
  type SegmentCommand,
} from './segments.commands.js';
import { type SegmentEvent, segmentEvents } from './segments.events.js';

export type SegmentState =
  | { readonly status: 'unknown' }
  | {
      readonly status: 'defined' | 'retired';
      readonly definition: SegmentDefinition;
      readonly lastAt: string;
    };

type Known = Exclude<SegmentState, { status: 'unknown' }>;

/** A segment's life: defined, changed, and retired for good. `reserved`: names that the configured rules have. */
export const segmentDecider = (
  reserved: readonly string[],
): Decider<SegmentState, SegmentCommand, SegmentEvent> => ({
  category: 'segment',
  events: segmentEvents,
  initial: { status: 'unknown' },
  decide: (command, state) => {
    switch (command.type) {
      case 'DefineSegment':
        return define(command, state, reserved);
      case 'ChangeSegment':
        return change(command, state, reserved);
      case 'RetireSegment':
        return retire(command, state);
    }
  },
  evolve: (state, event) => {
    switch (event.type) {
      case 'SegmentDefined':
      case 'SegmentChanged': {
        const { segmentId: _id, occurredAt, ...definition } = event.data;
        return { status: 'defined', definition, lastAt: occurredAt };
      }
      case 'SegmentRetired':
        return state.status === 'unknown'
          ? state
          : { ...state, status: 'retired', lastAt: event.data.occurredAt };
    }
  },
});

const define = (
  { id, data, envelope }: DefineSegment,
  state: SegmentState,
  reserved: readonly string[],
): SegmentEvent[] => {
  if (state.status !== 'unknown') throw segmentAlreadyDefined(id);
  const { occurredAt: _at, ...given } = data;
  const definition = checked(given, reserved);
  return [
    { type: 'SegmentDefined', data: { segmentId: id, occurredAt: envelope.occurredAt, ...definition } },
  ];
};

const change = (
  { id, data, envelope }: ChangeSegment,
  state: SegmentState,
  reserved: readonly string[],
): SegmentEvent[] => {
  const known = knownBy(id, state, envelope.occurredAt);
  if (known.status === 'retired') throw segmentRetired(known.definition.name);
  const { occurredAt: _at, ...given } = data;
  const definition = checked({ ...known.definition, ...given }, reserved);
  if (JSON.stringify(definition) === JSON.stringify(ordered(known.definition))) return [];
  return [
    { type: 'SegmentChanged', data: { segmentId: id, occurredAt: envelope.occurredAt, ...definition } },
  ];
};

const retire = ({ id, data, envelope }: RetireSegment, state: SegmentState): SegmentEvent[] => {
  const known = knownBy(id, state, envelope.occurredAt);
  if (known.status === 'retired') return [];
  const { reason } = data;
  return [
    {
      type: 'SegmentRetired',
      data: { segmentId: id, occurredAt: envelope.occurredAt, ...(reason === undefined ? {} : { reason }) },
    },
  ];
};

const knownBy = (id: string, state: SegmentState, occurredAt: string): Known => {
  if (state.status === 'unknown') throw segmentNotFound(id);
  if (occurredAt < state.lastAt) throw segmentChangedAt(state.lastAt);
  return state;
};

const NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** @throws AnalyticsError `segment-invalid`, naming every field that is wrong */
const checked = (given: SegmentDefinition, reserved: readonly string[]): SegmentDefinition => {
  const definition = ordered(given);
  const { name, currency, anyOf } = definition;
  const problems: FieldProblem[] = [];
  const refuse = (field: string, message: string) => problems.push({ field, message: `${field} ${message}` });
  if (!NAME.test(name) || UUID.test(name))
    refuse('name', 'must be words of a-z and 0-9 with hyphens between');
  if (reserved.includes(name)) refuse('name', 'is the name of an RFM segment');
  anyOf.forEach(({ allOf }, group) => {
    allOf.forEach((condition, at) => {
      const field = `anyOf.${group}.allOf.${at}`;
      const wrong = wrongIn(condition);
      if (wrong !== undefined) refuse(field, wrong);
      if (currency === undefined && needsCurrency(condition.field))
        refuse('currency', `is required by the condition on ${condition.field}`);
    });
  });
  if (problems.length > 0) throw segmentInvalid(problems);
  return definition;
};

const wrongIn = ({ field, in: listed, notIn, min, max }: SegmentCondition): string | undefined => {
  if (isTextField(field)) {
    const lists = [listed, notIn].filter((list) => list !== undefined && list.length > 0);
    if (lists.length !== 1 || min !== undefined || max !== undefined)
      return `must have either in or notIn, and nothing else: ${field} is a text`;
    return undefined;
  }
  if (listed !== undefined || notIn !== undefined || (min === undefined && max === undefined))
    return `must have min or max, and nothing else: ${field} is a number`;
  return min !== undefined && max !== undefined && min > max
    ? 'must have a min that is not above max'
    : undefined;
};

/** The same definition always has the same text. */
const ordered = ({ name, about, currency, anyOf }: SegmentDefinition): SegmentDefinition => ({
  name,
  ...(about === undefined ? {} : { about }),
  ...(currency === undefined ? {} : { currency }),
  anyOf: anyOf.map(({ allOf }) => ({
    allOf: allOf.map(({ field, in: listed, notIn, min, max }) => ({
      field,
      ...(listed === undefined ? {} : { in: [...listed] }),
      ...(notIn === undefined ? {} : { notIn: [...notIn] }),
      ...(min === undefined ? {} : { min }),
      ...(max === undefined ? {} : { max }),
    })),
  })),
});
