import { monthOf, quarterOf } from '../days.js';
import { dayNumber, dayText } from './epoch-days.js';

export const periodNames = ['day', 'week', 'month', 'quarter', 'year'] as const;
export type PeriodName = (typeof periodNames)[number];

/** ISO 8601: weeks begin on Monday, and belong to the year that has their Thursday: `2021-W53` holds 2021-01-03. */
const weekOf = (day: string): string => {
  const number = dayNumber(day);
  // 1970-01-01 was a Thursday.
  const thursday = number - ((((number + 3) % 7) + 7) % 7) + 3;
  const year = dayText(thursday).slice(0, 4);
  const week = Math.floor((thursday - dayNumber(`${year}-01-01`)) / 7) + 1;
  return `${year}-W${String(week).padStart(2, '0')}`;
};

const keyOf: Readonly<Record<PeriodName, (day: string) => string>> = {
  day: (day) => day,
  week: weekOf,
  month: monthOf,
  quarter: quarterOf,
  year: (day) => day.slice(0, 4),
};

/** The key of the period that a day is in: `2017-08-03`, `2017-W31`, `2017-08`, `2017Q3`, `2017`. */
export const periodKey = (name: PeriodName, day: number): string => keyOf[name](dayText(day));

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
  for (let day = from; day <= to; day += 1) {
    if (day === to || monthOf(dayText(day)) !== monthOf(dayText(day + 1))) ends.push(day);
  }
  return ends;
};
