import { dayNumber, dayText } from './facts/epoch-days.js';
import { firstDayOf, periodKey, type PeriodName } from './facts/periods.js';
import { toRate } from './rounding.js';
import { type Span } from './purchases/purchase-tally.js';

/** With the days or the period directly before, or with the same a year before. */
export const comparisons = ['previous', 'year-before'] as const;
export type Comparison = (typeof comparisons)[number];

/** The key of the period to compare with; undefined: there is none (a week 53, a 29 February). */
export function keyBefore(name: PeriodName, key: string, comparison: Comparison): string | undefined {
  if (comparison === 'previous') return periodKey(name, firstDayOf(name, key) - 1);
  const before = `${Number(key.slice(0, 4)) - 1}${key.slice(4)}`;
  return periodKey(name, firstDayOf(name, before)) === before ? before : undefined;
}

/** As many days directly before, or the same days of the year before (of 29 February the 28th). */
export function spanBefore({ from, to }: Span, comparison: Comparison): Span {
  if (comparison === 'previous') return { from: from - (to - from + 1), to: from - 1 };
  return { from: yearBefore(from), to: yearBefore(to) };
}

function yearBefore(day: number): number {
  const text = dayText(day);
  const date = text.slice(4) === '-02-29' ? '-02-28' : text.slice(4);
  return dayNumber(`${Number(text.slice(0, 4)) - 1}${date}`);
}

/** (now − before) ÷ before of each figure, four decimals; null if it was 0 or there was none. */
export function changeOf<Figures extends { readonly [Name in keyof Figures]: number | null }>(
  now: { readonly [Name in keyof Figures]: number | null },
  before: Figures,
): { [Name in keyof Figures]: number | null } {
  const change = {} as { [Name in keyof Figures]: number | null };
  for (const name in before) {
    const [is, was] = [now[name], before[name]];
    change[name] = is === null || was === null || was === 0 ? null : toRate((is - was) / was);
  }
  return change;
}
