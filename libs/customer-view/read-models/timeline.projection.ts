import { type CustomerErased } from '../../customers/customers.events.js';
import {
  type Actor,
  type DomainEvent,
  ERASED,
  type LogEvent,
  projection,
  type Projection,
} from '../../event-sourcing/core.js';

export interface TimelineEntry {
  /** The customer; as long as the stream has no customer, the stream. */
  readonly subject: string;
  /** Those whom the line tells something about: the subject, and whom it names. The stream, too, where that may expire. */
  readonly whose: readonly string[];
  /** `occurredAt`, a space, and the position: entries in the order of this field are in their order in time. */
  readonly at: string;
  readonly kind: string;
  readonly type: string;
  readonly actor: string;
  readonly line: string;
  readonly stream: string;
  readonly channel?: string;
}

/** What a context shows of its events. */
export interface ShownEvents {
  /** The types of all its events. */
  readonly events: readonly string[];
  readonly kind: string;
  /** Those of the types after which nothing is kept of what was said in the stream; absent: there are none. */
  readonly expiring?: readonly string[];
  line(event: DomainEvent): string;
  channel?(event: DomainEvent): string | undefined;
  names?(event: DomainEvent): string | undefined;
}

export type Timeline = Projection<TimelineEntry, DomainEvent>;

/** In characters: a line says what happened, the event itself has the rest. */
const LONGEST = 200;

const short = (text: string): string => {
  const line = text.charAt(0).toUpperCase() + text.slice(1);
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 1).toWellFormed()}…`;
};

const actorText = ({ id, service }: Actor): string => (id === service ? id : `${id}@${service}`);

const customerOf = ({ data, stream }: LogEvent): string =>
  'customerId' in data && typeof data.customerId === 'string' ? data.customerId : stream;

const entryOf = (event: LogEvent, shown: ShownEvents): TimelineEntry => {
  const { data, position, stream, type, metadata } = event;
  const channel = shown.channel?.(event);
  const named = shown.names?.(event);
  const subject = customerOf(event);
  return {
    subject,
    whose: [
      subject,
      ...(named === undefined ? [] : [named]),
      ...(shown.expiring === undefined ? [] : [stream]),
    ],
    at: `${data.occurredAt} ${position}`,
    kind: shown.kind,
    type,
    actor: actorText(metadata.actor),
    line: short(shown.line(event)),
    stream,
    ...(channel === undefined ? {} : { channel }),
  };
};

const isErasure = ({ type }: LogEvent): boolean =>
  type === ('CustomerErased' satisfies CustomerErased['type']);

/**
 * Everything that happened to a customer: one document for each event, with the event's position for an id, so that
 * they are written in the order in which they are kept. Events of a stream that has no customer yet are filed under the
 * stream; one of the `attaching` types makes them the customer's.
 */
export const timelineOf = (contexts: readonly ShownEvents[], attaching: readonly string[]): Timeline => {
  const shownOf = new Map(contexts.flatMap((shown) => shown.events.map((type) => [type, shown] as const)));
  const expiring = new Set(contexts.flatMap((shown) => shown.expiring ?? []));
  return projection<TimelineEntry, DomainEvent>({
    name: 'timeline',
    version: 5,
    events: [...shownOf.keys()],
    indexes: [{ fields: { subject: 1, at: 1 } }, { fields: { whose: 1 } }],
    documentIds: ({ position }) => [position],
    documentsWhere: (event) => {
      if (isErasure(event)) return { whose: customerOf(event) };
      if (expiring.has(event.type)) return { whose: event.stream };
      return attaching.includes(event.type) ? { subject: event.stream } : undefined;
    },
    initial: () => ({ subject: '', whose: [], at: '', kind: '', type: '', actor: '', line: '', stream: '' }),
    evolve: (entry, event) => {
      if (entry.subject !== '') {
        if (isErasure(event) || expiring.has(event.type)) return { ...entry, line: ERASED };
        const subject = customerOf(event);
        return { ...entry, subject, whose: [subject] };
      }
      const shown = shownOf.get(event.type);
      return shown ? entryOf(event, shown) : entry;
    },
  });
};
