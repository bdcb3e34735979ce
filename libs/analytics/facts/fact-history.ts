import { type LogEvent, type Position } from '../../event-sourcing/core.js';
import { dayOf } from '../days.js';

/** A value that held from a day on, as recorded at a position, until another superseded it. */
export interface Fact<T> {
  readonly day: string;
  readonly position: Position;
  readonly value: T;
}

/** What was said of one attribute, in the order of the log. */
export type History<T> = readonly Fact<T>[];

/** A day, and how much of the log is known. */
export interface Moment {
  readonly asOf: string;
  /** Facts recorded after it don't count; '' stands for the empty log. */
  readonly position: Position;
}

/** So many of the latest facts are kept whatever they say: a query stands no further behind the projector. */
const KEPT = 100;

/**
 * The value of the day: the last one in the order of the log among those that had happened by then. A backdated fact
 * thus supersedes what was recorded before it from its own day on, as in the fold of the events themselves.
 */
export const valueAt = <T>(history: History<T>, moment: Moment): T | undefined =>
  factAt(history, moment)?.value;

/** The same, with the day that it has held from. */
export const factAt = <T>(history: History<T>, { asOf, position }: Moment): Fact<T> | undefined =>
  history.findLast((fact) => fact.day <= asOf && fact.position <= position);

/** The history with what an event says; itself when the event says nothing new. */
export function withFact<T>(
  history: History<T>,
  event: Pick<LogEvent, 'position' | 'data'>,
  value: T,
): History<T> {
  const fact = { day: dayOf(event.data.occurredAt), position: event.position, value };
  const last = history.at(-1);
  if (last && last.day <= fact.day && JSON.stringify(last.value) === JSON.stringify(value)) return history;
  const longer = [...history, fact];
  return longer.length > 2 * KEPT ? compacted(longer) : longer;
}

/** Without the older facts that no day shows any more: at most one is left for each day. */
function compacted<T>(history: History<T>): History<T> {
  const shown: Fact<T>[] = [];
  let shadowedFrom = '\uffff';
  for (let at = history.length - 1; at >= 0; at -= 1) {
    const fact = history[at];
    if (!fact) continue;
    if (history.length - at <= KEPT || fact.day < shadowedFrom) shown.push(fact);
    if (fact.day < shadowedFrom) shadowedFrom = fact.day;
  }
  return shown.reverse();
}
