/** Days are UTC and written `YYYY-MM-DD`, so that they sort as they follow one another. */

const MS_PER_DAY = 86_400_000;

/** The day of a time as events carry it: ISO 8601, UTC. */
export const dayOf = (occurredAt: string): string => occurredAt.slice(0, 10);

/** Whole days from one day to another; negative when the other came before. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / MS_PER_DAY);

/** `2017-08`. */
export const monthOf = (day: string): string => day.slice(0, 7);

/** `2017Q3`. */
export const quarterOf = (day: string): string =>
  `${day.slice(0, 4)}Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`;

export const later = (a: string, b: string): string => (a > b ? a : b);
export const earlier = (a: string, b: string): string => (a < b ? a : b);
