/** Days are those of the configured time zone (see `time-zone.ts`), as `YYYY-MM-DD`: as strings they sort by time. */

const MS_PER_DAY = 86_400_000;

/** Whole days from one day to another; negative if `to` is before `from`. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / MS_PER_DAY);

/** Days since 1970-01-01. */
export const dayNumber = (day: string): number => Date.parse(day) / MS_PER_DAY;

/** The day some days after another. */
export const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * MS_PER_DAY).toISOString().slice(0, 10);

/** `2017-08`. */
export const monthOf = (day: string): string => day.slice(0, 7);

/** `2017Q3`. */
export const quarterOf = (day: string): string =>
  `${day.slice(0, 4)}Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`;

export const later = (a: string, b: string): string => (a > b ? a : b);
export const earlier = (a: string, b: string): string => (a < b ? a : b);

export const periods = ['day', 'week', 'month', 'quarter', 'year'] as const;
export type Period = (typeof periods)[number];

/** 1970-01-01 was a Thursday, three days after a Monday. */
const MONDAYS = 3;

/** Counts periods: the next one has the next number. Weeks begin on Monday (ISO 8601). */
export function periodNumber(day: string, period: Period): number {
  const [year, month] = [Number(day.slice(0, 4)), Number(day.slice(5, 7))];
  switch (period) {
    case 'day':
      return dayNumber(day);
    case 'week':
      return Math.floor((dayNumber(day) + MONDAYS) / 7);
    case 'month':
      return year * 12 + month;
    case 'quarter':
      return year * 4 + Math.ceil(month / 3);
    case 'year':
      return year;
  }
}

/** The name of a day's period: `2017-08-01`, `2017-W31`, `2017-08`, `2017Q3`, `2017`. As strings they sort by time. */
export function periodOf(day: string, period: Period): string {
  switch (period) {
    case 'day':
      return day;
    case 'week':
      return weekOf(day);
    case 'month':
      return monthOf(day);
    case 'quarter':
      return quarterOf(day);
    case 'year':
      return day.slice(0, 4);
  }
}

/** The week of ISO 8601: it is of the year that its Thursday is in. */
function weekOf(day: string): string {
  const thursday = dayAfter('1970-01-01', periodNumber(day, 'week') * 7);
  const year = thursday.slice(0, 4);
  const week = Math.floor(daysBetween(`${year}-01-01`, thursday) / 7) + 1;
  return `${year}-W${`${week}`.padStart(2, '0')}`;
}
