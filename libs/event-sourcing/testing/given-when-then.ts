import { AssertionError, deepStrictEqual } from 'node:assert/strict';
import { type DomainEvent } from '../events/domain-event.js';
import { type Decider } from '../commands/decider.js';
import { type CommandEnvelope, type DomainCommand } from '../commands/domain-command.js';
import { DomainError } from '../commands/domain.error.js';

interface Outcome<E extends DomainEvent> {
  /** Exactly these events follow. */
  then(...events: readonly E[]): void;
  /** The command is accepted, and there is nothing to do. */
  thenNothing(): void;
  /** The decider refuses with this code. */
  thenFails(code: string): void;
}

interface Given<C extends DomainCommand, E extends DomainEvent> {
  when(command: C): Outcome<E>;
}

/**
 * Specifies a decider in the words of its domain: `given(registered).when(changeDetails).then(detailsChanged)`.
 * Nothing is stored and nothing is mocked; the events given are folded by the decider's own `evolve`.
 */
export const specification = <State, C extends DomainCommand, E extends DomainEvent>(
  decider: Decider<State, C, E>,
) => ({
  given: (...history: readonly E[]): Given<C, E> => ({
    when: (command) => {
      const state = history.reduce<State>((folded, event) => decider.evolve(folded, event), decider.initial);
      const decide = () => decider.decide(command, state);
      return {
        then: (...events) => {
          deepStrictEqual(decide(), events);
        },
        thenNothing: () => {
          deepStrictEqual(decide(), []);
        },
        thenFails: (code) => {
          deepStrictEqual(refusalOf(decide), code);
        },
      };
    },
  }),
});

const refusalOf = (decide: () => readonly DomainEvent[]): string => {
  let events: readonly DomainEvent[];
  try {
    events = decide();
  } catch (error) {
    if (error instanceof DomainError) return String(error.code);
    throw error;
  }
  throw new AssertionError({ message: `expected a refusal, but got ${JSON.stringify(events)}` });
};

/** An envelope for specs, whose command occurred at the given time. */
export const occurring = (occurredAt: string, more: Partial<CommandEnvelope> = {}): CommandEnvelope => ({
  commandId: '00000000-0000-5000-8000-000000000001',
  requestHash: 'request',
  correlationId: '00000000-0000-5000-8000-000000000001',
  causationId: '00000000-0000-5000-8000-000000000001',
  actor: { id: 'anna', service: 'web-shop', verified: true },
  occurredAt,
  ...more,
});
