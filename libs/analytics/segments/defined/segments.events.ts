import { type EventDefinitions } from '../../../event-sourcing/core.js';
import { type SegmentDefinition } from './segment-conditions.js';

interface SegmentFact {
  readonly segmentId: string;
  readonly occurredAt: string;
}

export interface SegmentDefined {
  readonly type: 'SegmentDefined';
  readonly data: SegmentFact & SegmentDefinition;
}

/** Carries the whole definition, as it is from now on. */
export interface SegmentChanged {
  readonly type: 'SegmentChanged';
  readonly data: SegmentFact & SegmentDefinition;
}

/** Nobody is to use it any more; its definition stays in history. */
export interface SegmentRetired {
  readonly type: 'SegmentRetired';
  readonly data: SegmentFact & { readonly reason?: string };
}

export type SegmentEvent = SegmentDefined | SegmentChanged | SegmentRetired;

export const segmentEvents: EventDefinitions<SegmentEvent> = {
  SegmentDefined: { version: 1, personal: [] },
  SegmentChanged: { version: 1, personal: [] },
  SegmentRetired: { version: 1, personal: [] },
};
