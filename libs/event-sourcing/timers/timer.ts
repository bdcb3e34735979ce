import { type CommandEnvelope, type DomainCommand } from '../commands/domain-command.js';
import { derivedId } from '../commands/identifiers.js';
import { type DomainEvent, type LogEvent } from '../events/domain-event.js';
import { type DueTime } from './due-times.js';

/** What an event does to one due time: sets or moves it, or cancels it. */
export type TimerChange<P extends object> =
  | {
      readonly key: string;
      /** ISO 8601, UTC, milliseconds. */
      readonly dueAt: string;
      /** JSON values that the command needs; nothing personal, because it is stored in a read model. */
      readonly payload: P;
    }
  | { readonly key: string; readonly cancelled: true };

/** An entry whose time has come. */
export interface Due<P extends object> {
  readonly key: string;
  readonly dueAt: string;
  readonly payload: P;
}

/**
 * Turns the passing of time into commands. Events set, move and cancel due times, one for each key; when one has
 * come, its command is sent. The command's id is derived from the timer's name, the key and the due time, so each
 * due time takes effect at most once.
 *
 * The log may hold an event which the read model of due times doesn't know yet: the decider has the last word, and
 * answers `[]` to a command whose reason is gone.
 */
export interface Timer<P extends object, E extends DomainEvent> {
  readonly name: string;
  /** Of the read model of due times: raised when `change` yields something else. */
  readonly version: number;
  readonly events: readonly E['type'][];
  /** How long after the due time the command may still be sent, in milliseconds; later, it is recorded as skipped. */
  readonly lateness: number;
  /** Pure: the same event gives the same change. Undefined: the event concerns no due time. */
  change(event: LogEvent<E>): TimerChange<P> | undefined;
  command(due: Due<P>, envelope: CommandEnvelope): DomainCommand;
}

/** A timer among others. */
export type AnyTimer = Timer<object, DomainEvent>;

/** Declares a timer, so that its payload and event types are checked together. */
export const timer = <P extends object, E extends DomainEvent>(definition: Timer<P, E>) => definition;

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
    },
  );
}

export const isTooLate = ({ lateness }: AnyTimer, { dueAt }: DueTime, now: Date): boolean =>
  now.getTime() - Date.parse(dueAt) > lateness;
