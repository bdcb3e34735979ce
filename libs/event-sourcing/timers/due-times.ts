import { type DomainCommand } from '../commands/domain-command.js';
import { derivedId } from '../commands/identifiers.js';
import { type Position } from '../event-store/event-store.port.js';
import { type DomainEvent } from '../events/domain-event.js';
import { type Projection } from '../projections/projection.js';
import { type AnyTimer } from './timer.js';

/** One due time that is still to come, or has come and wasn't cancelled since. */
export interface DueTime {
  readonly dueAt: string;
  readonly payload: object;
  /** The event that set it last. */
  readonly event: {
    readonly id: string;
    readonly type: string;
    readonly stream: string;
    readonly revision: number;
    readonly position: Position;
    readonly correlationId: string;
    readonly occurredAt: string;
  };
}

const unset: DueTime = {
  dueAt: '',
  payload: {},
  event: { id: '', type: '', stream: '', revision: -1, position: '', correlationId: '', occurredAt: '' },
};

/** The read model of a timer's due times: one document for each key, deleted when the due time is cancelled. */
export const dueTimesOf = (timer: AnyTimer): Projection<DueTime, DomainEvent> => ({
  name: `${timer.name}-due-times`,
  version: timer.version,
  events: timer.events,
  indexes: [{ fields: { dueAt: 1 } }, { fields: { 'event.position': 1 } }],
  documentIds: (event) => {
    const change = timer.change(event);
    return change ? [change.key] : [];
  },
  initial: () => unset,
  evolve: (_, event) => {
    const change = timer.change(event);
    if (!change || 'cancelled' in change) return null;
    const { id, type, stream, revision, position, metadata, data } = event;
    const { correlationId } = metadata;
    const { dueAt, payload } = change;
    return {
      dueAt,
      payload,
      event: { id, type, stream, revision, position, correlationId, occurredAt: data.occurredAt },
    };
  },
});

/**
 * The command for one due time, the same each time it is made. It occurred at the due time; or when it was set, if the
 * due time had passed by then, because nothing in a stream occurs before the stream began.
 */
export function dueCommand(timer: AnyTimer, key: string, { dueAt, payload, event }: DueTime): DomainCommand {
  const { name } = timer;
  return timer.command(
    { key, dueAt, payload },
    {
      commandId: derivedId('timer', name, key, dueAt),
      requestHash: derivedId('timer-request', name, key, dueAt),
      correlationId: event.correlationId,
      causationId: event.id,
      actor: { id: name, service: 'timers', verified: true },
      occurredAt: dueAt > event.occurredAt ? dueAt : event.occurredAt,
      timeFrom: 'log',
    },
  );
}

export const isTooLate = ({ lateness }: AnyTimer, { dueAt }: DueTime, now: Date): boolean =>
  now.getTime() - Date.parse(dueAt) > lateness;
