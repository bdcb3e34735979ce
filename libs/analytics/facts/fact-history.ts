import { type LogEvent, type Position } from '../../event-sourcing/core.js';
import { type TimeZone } from '../../platform/time-zone.js';

/** A value that holds from a day on, recorded at a position. */
export interface Fact<T> {
  readonly day: string;
  readonly position: Position;
  readonly value: T;
}

/** All values of one attribute, in log order. */
export type History<T> = readonly Fact<T>[];

/** A day and a position in the log: what had happened by the day, as recorded up to the position. */
export interface Moment {
  readonly asOf: string;
  /** Facts recorded after it don't count; '' is the empty log. */
  readonly position: Position;
}

/** Keep the newest 100 facts: a query may lag behind the projector. */
const KEPT = 100;

/**
 * The value on the day: the last one in log order of those that had happened by then. A backdated fact therefore
 * supersedes earlier records from its own day on, as in a fold of the events.
 */
export const valueAt = <T>(history: History<T>, moment: Moment): T | undefined =>
  factAt(history, moment)?.value;

/** The same, with the day from which it holds. */
export const factAt = <T>(history: History<T>, { asOf, position }: Moment): Fact<T> | undefined =>
  history.findLast((fact) => fact.day <= asOf && fact.position <= position);

/** The day from which an event's values hold, and the position at which they are recorded. */
export type Recorded = Omit<Fact<unknown>, 'value'>;

export const recordedIn = (
  zone: TimeZone,
  { data, position }: Pick<LogEvent, 'position' | 'data'>,
): Recorded => ({
  day: zone.dayOf(data.occurredAt),
  position,
});

/** The history with one value more; unchanged if the value is not new. */
export function withFact<T>(history: History<T>, recorded: Recorded, value: T): History<T> {
  const fact = { ...recorded, value };
  const last = history.at(-1);
  if (last && last.day <= fact.day && JSON.stringify(last.value) === JSON.stringify(value)) return history;
  const longer = [...history, fact];
  return longer.length > 2 * KEPT ? compacted(longer) : longer;
}

/** Removes older facts that are not the value of any day: at most one is left for each day. */
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
