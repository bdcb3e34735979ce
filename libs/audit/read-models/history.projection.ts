import { type DomainEvent, type LogEvent, projection, type Projection } from '../../event-sourcing/core.js';

/**
 * Where one event of a customer's life stands. Its `_id` is the event's position, so that ids sort as the log does.
 * `subject` is the customer's id or, while an event's stream belongs to nobody known, the stream: one index for both.
 */
export interface HistoryEntry {
  readonly subject: string;
  readonly stream: string;
  readonly revision: number;
}

export type HistoryIndex = Projection<HistoryEntry, DomainEvent>;

const subjectOf = ({ data, stream }: LogEvent): string =>
  'customerId' in data && typeof data.customerId === 'string' ? data.customerId : stream;

/**
 * The index of customers' histories over the events of these types: for each customer the positions, streams and
 * revisions of all events of its life. An event of an `attaching` type files the earlier events of its stream too.
 */
export const historyOf = (events: readonly string[], attaching: readonly string[]): HistoryIndex =>
  projection<HistoryEntry, DomainEvent>({
    name: 'history',
    version: 1,
    events,
    indexes: [{ fields: { subject: 1, _id: 1 } }],
    documentIds: ({ position }) => [position],
    documentsWhere: ({ type, stream }) => (attaching.includes(type) ? { subject: stream } : undefined),
    initial: () => ({ subject: '', stream: '', revision: 0 }),
    evolve: (entry, event) =>
      entry.stream === ''
        ? { subject: subjectOf(event), stream: event.stream, revision: event.revision }
        : { ...entry, subject: subjectOf(event) },
  });
