import { type CommandEnvelope, type DomainCommand } from '../commands/domain-command.js';
import { type DomainEvent, type LogEvent } from '../events/domain-event.js';

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
