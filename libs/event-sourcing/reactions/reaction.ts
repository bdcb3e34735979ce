import { type CommandEnvelope, type DomainCommand } from '../commands/domain-command.js';
import { type DomainEvent, type LogEvent } from '../events/domain-event.js';
import { type Position } from '../event-store/event-store.port.js';

/**
 * A process manager: turns events into commands. It keeps nothing of its own; the log remembers what was done,
 * since each command's id is derived from the event that caused it. However often an event is delivered,
 * its commands take effect once.
 */
export interface Reaction<E extends DomainEvent> {
  readonly name: string;
  readonly events: readonly E['type'][];
  /** Where in the log it starts (exclusive) when it has no checkpoint; undefined: from the first event. */
  readonly from: Position | undefined;
  /**
   * The commands that follow from the event. `envelope(index)` makes the envelope of the command at that index:
   * its command id is derived from the event's id, the reaction's name and the index.
   */
  react(event: LogEvent<E>, envelope: (index: number) => CommandEnvelope): readonly DomainCommand[];
}

export type AnyReaction = Reaction<DomainEvent>;
