/** Days are those of the configured time zone (see `time-zone.ts`), as `YYYY-MM-DD`: as strings they sort by time. */

const MS_PER_DAY = 86_400_000;

/** Whole days from one day to another; negative if `to` is before `from`. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / MS_PER_DAY);

/** `2017-08`. */
export const monthOf = (day: string): string => day.slice(0, 7);

/** `2017Q3`. */
export const quarterOf = (day: string): string =>
  `${day.slice(0, 4)}Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`;

export const later = (a: string, b: string): string => (a > b ? a : b);
export const earlier = (a: string, b: string): string => (a < b ? a : b);
