import { type AnyEventDefinitions, type DomainEvent, type EventDefinitions } from '../events/domain-event.js';
import { type DomainCommand } from './domain-command.js';

/** What the events of one kind of stream come to. `evolve` is pure, and never fails. */
export interface Fold<State, E extends DomainEvent> {
  /** Streams are `<category>-<id>`. */
  readonly category: string;
  readonly events: EventDefinitions<E>;
  readonly initial: State;
  /** It needs no personal field: they read as erased, and no key is fetched for them. False when absent. */
  readonly impersonal?: true;
  evolve(state: State, event: E): State;
}

/**
 * The rules of one kind of stream, as two pure functions. `decide` is total over the commands of its context: it
 * returns the events that follow (`[]`: nothing to do) or throws a `DomainError`.
 */
export interface Decider<State, C extends DomainCommand, E extends DomainEvent> extends Fold<State, E> {
  decide(command: C, state: State): readonly E[];
  /** Ids of what an event made within its stream or announced elsewhere, by name: they are part of the command's answer. */
  made?(event: E): Readonly<Record<string, string>> | undefined;
}

/** Reads the state of another stream, up to its present end: what `fold` makes of its events. */
export type ReadFold = <State, E extends DomainEvent>(fold: Fold<State, E>, id: string) => Promise<State>;

/**
 * Looks at other streams before a command is decided, and throws a `DomainError` to refuse it. It returns the command to
 * decide: the same one, or one completed with what was read.
 */
export type Check<State, C extends DomainCommand> = (command: C, state: State, read: ReadFold) => Promise<C>;

/** A decider among others, when only its category, events and fold matter. */
export interface AnyDecider {
  readonly category: string;
  readonly events: AnyEventDefinitions;
  readonly initial: unknown;
  evolve(state: unknown, event: DomainEvent): unknown;
}

export const streamOf = (category: string, id: string): string => `${category}-${id}`;
