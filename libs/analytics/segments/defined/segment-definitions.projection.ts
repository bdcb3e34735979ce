import { type Position, projection } from '../../../event-sourcing/core.js';
import { type SegmentDefinition } from './segment-conditions.js';
import { type SegmentEvent } from './segments.events.js';

/** One change of a segment. */
export interface SegmentRevision {
  readonly change: 'defined' | 'changed' | 'retired';
  readonly at: string;
  /** Who changed it. */
  readonly by: string;
  readonly revision: number;
  readonly position: Position;
  /** As it was from then on; of one that is retired, as it was last. */
  readonly definition: SegmentDefinition;
  readonly reason?: string;
}

export interface KeptSegment {
  readonly name: string;
  readonly status: 'defined' | 'retired';
  readonly definedAt: string;
  /** In log order; the newest 100. */
  readonly history: readonly SegmentRevision[];
}

const KEPT = 100;

const changes = {
  SegmentDefined: 'defined',
  SegmentChanged: 'changed',
  SegmentRetired: 'retired',
} as const satisfies Record<SegmentEvent['type'], SegmentRevision['change']>;

/** The segments that analysts defined, each with its history. */
export const segmentDefinitions = projection<KeptSegment, SegmentEvent>({
  name: 'segment-definitions',
  version: 1,
  events: ['SegmentDefined', 'SegmentChanged', 'SegmentRetired'],
  indexes: [{ fields: { name: 1 } }, { fields: { definedAt: 1 } }],
  documentIds: ({ data }) => [data.segmentId],
  initial: () => ({ name: '', status: 'defined', definedAt: '', history: [] }),
  evolve: (segment, event) => {
    const { segmentId: _id, occurredAt: at, ...data } = event.data;
    const last = segment.history.at(-1);
    const definition = 'anyOf' in data ? data : last?.definition;
    if (definition === undefined) return segment;
    const revision: SegmentRevision = {
      change: changes[event.type],
      at,
      by: event.metadata.actor.id,
      revision: event.revision,
      position: event.position,
      definition,
      ...('reason' in data && data.reason !== undefined ? { reason: data.reason } : {}),
    };
    return {
      name: definition.name,
      status: event.type === 'SegmentRetired' ? 'retired' : 'defined',
      definedAt: event.type === 'SegmentDefined' ? at : segment.definedAt,
      history: [...segment.history, revision].slice(-KEPT),
    };
  },
});

/** The newest revision recorded up to a position; absent position: the newest. */
export const revisionAt = ({ history }: KeptSegment, position?: Position): SegmentRevision | undefined =>
  history.findLast((each) => position === undefined || each.position <= position);
