import { type Position } from '../event-store/event-store.port.js';
import { type Actor, type EventSource } from '../events/domain-event.js';

/**
 * Who gave a command its `occurredAt`. `caller`: it must not be in the future. `decision`: nobody; the engine sets it at
 * each decision. `log`: it is the time of an event that was accepted, by a process whose clock may be ahead.
 */
export type TimeSource = 'caller' | 'decision' | 'log';

/** Everything about a command but what it wants: who asked, when it happened, how it is recognised again. */
export interface CommandEnvelope {
  /** A UUID; the same for each repetition of a command. Ids of things created are derived from it. */
  readonly commandId: string;
  readonly requestHash: string;
  readonly correlationId: string;
  readonly causationId: string;
  readonly actor: Actor;
  /** Where an import read it. */
  readonly source?: EventSource;
  /** When it happened: ISO 8601, UTC, milliseconds. */
  readonly occurredAt: string;
  /** `caller` when absent. */
  readonly timeFrom?: TimeSource;
  /** The command holds only for this revision of the stream; `any`: only if the stream exists. */
  readonly ifMatch?: number | 'any';
}

/**
 * The answer to a command. `revision` and `position` are those of the command's last event; for a command that had
 * nothing to append, of the stream's. `repeated`: an earlier request had this effect; `unchanged`: there was nothing to do.
 */
export interface CommandAccepted {
  readonly id: string;
  readonly revision: number;
  readonly position: Position;
  readonly outcome: 'appended' | 'repeated' | 'unchanged';
  /** Ids of what the command made beside what `id` names, by name; absent when there are none. */
  readonly made?: Readonly<Record<string, string>>;
}

/** A request to one stream, `<category>-<id>`. `type` is the class's name as a literal, for exhaustive switches. */
export abstract class DomainCommand<Data extends object = object> {
  abstract readonly type: string;

  constructor(
    readonly id: string,
    readonly data: Data,
    readonly envelope: CommandEnvelope,
  ) {}
}

/** Whether it begins a stream: its class says so by a static `creates`. */
export const begins = (command: DomainCommand): boolean =>
  (command.constructor as { readonly creates?: true }).creates === true;
