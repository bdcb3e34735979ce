import { type Period, periodOf, periods } from '../days.js';
import { dayNumber, dayText } from './epoch-days.js';

export const periodNames = periods;
export type PeriodName = Period;

/** The key of the period that a day is in: `2017-08-03`, `2017-W31`, `2017-08`, `2017Q3`, `2017`. */
export const periodKey = (name: PeriodName, day: number): string => periodOf(dayText(day), name);

/** The same, remembered for each day. */
export const periodsBy = (name: PeriodName): ((day: number) => string) => {
  const known = new Map<number, string>();
  return (day) => {
    let key = known.get(day);
    if (key === undefined) known.set(day, (key = periodKey(name, day)));
    return key;
  };
};

/** The first day of the period of a key. */
export function firstDayOf(name: PeriodName, key: string): number {
  const year = key.slice(0, 4);
  switch (name) {
    case 'day':
      return dayNumber(key);
    case 'week': {
      // The 4th of January is in the first week.
      const fourth = dayNumber(`${year}-01-04`);
      const monday = fourth - ((((fourth + 3) % 7) + 7) % 7);
      return monday + 7 * (Number(key.slice(6)) - 1);
    }
    case 'month':
      return dayNumber(`${key}-01`);
    case 'quarter':
      return dayNumber(`${year}-${String(Number(key.slice(5)) * 3 - 2).padStart(2, '0')}-01`);
    case 'year':
      return dayNumber(`${year}-01-01`);
  }
}

/** The keys of all periods from one day to another, both included, in order. */
export const periodsBetween = (name: PeriodName, from: number, to: number): string[] => {
  const keys = new Set<string>();
  for (let day = from; day <= to; day += 1) keys.add(periodKey(name, day));
  return [...keys];
};

export const isPeriod = (name: string): name is PeriodName => periodNames.some((each) => each === name);

/** The last day of each month from one day to another, the last one cut short at `to`. */
export const monthEnds = (from: number, to: number): number[] => {
  const ends: number[] = [];
  for (let day = from; day <= to; day = (ends.at(-1) ?? day) + 1) ends.push(Math.min(lastOfMonth(day), to));
  return ends;
};

const DAY = 86_400_000;

function lastOfMonth(day: number): number {
  const date = new Date(day * DAY);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0) / DAY;
}
