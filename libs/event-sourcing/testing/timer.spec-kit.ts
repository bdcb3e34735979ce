import { type DomainCommand } from '../commands/domain-command.js';
import { type DomainEvent } from '../events/domain-event.js';
import { dueCommand, dueTimesOf, isTooLate } from '../timers/due-times.js';
import { type AnyTimer, type Timer } from '../timers/timer.js';
import { documentsAfter, type Given, logOf } from './projection.spec-kit.js';

/** What a timer does when the clock is turned. */
export interface Turned {
  /** In the order in which they became due. */
  readonly sent: readonly DomainCommand[];
  /** Commands whose time has been over for longer than the timer's lateness. */
  readonly skipped: readonly DomainCommand[];
}

/** A timer in a spec: events happen, the clock is turned, and its commands are seen. Nothing is stored. */
export interface TimerSpecification<E extends DomainEvent> {
  happened(...events: readonly Given<E>[]): void;
  /** Turns the clock to this time: the answer has what wasn't done before. */
  turnTo(time: string): Turned;
}

export function timerSpecification<P extends object, E extends DomainEvent>(
  timer: Timer<P, E>,
): TimerSpecification<E> {
  const any: AnyTimer = timer;
  const done = new Set<string>();
  const events: Given<E>[] = [];
  const turnTo = (time: string): Turned => {
    const sent: DomainCommand[] = [];
    const skipped: DomainCommand[] = [];
    const due = Object.entries(documentsAfter(dueTimesOf(any), logOf(events)))
      .filter(([, { dueAt }]) => dueAt <= time)
      .sort(([, one], [, other]) => (one.dueAt < other.dueAt ? -1 : 1));
    for (const [key, entry] of due) {
      const command = dueCommand(any, key, entry);
      if (done.has(command.envelope.commandId)) continue;
      done.add(command.envelope.commandId);
      (isTooLate(any, entry, new Date(time)) ? skipped : sent).push(command);
    }
    return { sent, skipped };
  };
  return { happened: (...more) => void events.push(...more), turnTo };
}
