import { ConfigError, type RetentionSubject, setting } from '../../platform/index.js';

const units = ['years', 'months', 'days'] as const;
type Unit = (typeof units)[number];

/** A time, counted back from a day. */
export interface Period {
  readonly count: number;
  readonly unit: Unit;
}

/** A rule as it is written: what it is about isn't looked at. */
export interface WrittenRule {
  readonly words: string;
  readonly period: Period;
}

/** A rule of retention. */
export interface RetentionRule {
  /** As it is written, in one spelling: callers name the rule by it. */
  readonly text: string;
  readonly period: Period;
  readonly subject: RetentionSubject;
}

const RULE = /^(\S.*?)\s+(\d{1,4})\s+(year|month|day)s?$/i;
const GRAMMAR = 'a rule is `<what> <number> years|months|days`, and rules are separated by `;`';
const VARIABLE = 'DOSSIER_RETENTION';

const wrong = (part: string, why: string): ConfigError =>
  new ConfigError(`${VARIABLE}: ${JSON.stringify(part)} ${why}; ${GRAMMAR}`);

const spaced = (text: string): string => text.trim().replaceAll(/\s+/g, ' ');

const unitNamed = (text: string): Unit => units.find((unit) => unit.startsWith(text.toLowerCase())) ?? 'days';

/** @throws ConfigError that names the part that is no rule, and says what one is */
export const writtenRules = (text: string): readonly WrittenRule[] =>
  text.trim() === 'none'
    ? []
    : text.split(';').map((part) => {
        const [, words = '', count = '', unit = ''] = RULE.exec(spaced(part)) ?? [];
        if (words === '') throw wrong(spaced(part), 'is no rule');
        if (Number(count) === 0) throw wrong(spaced(part), 'says how long by a number from 1 to 9999');
        return { words: words.toLowerCase(), period: { count: Number(count), unit: unitNamed(unit) } };
      });

/** How long what is kept; nothing is done by it until somebody says so. */
export const retention = setting({
  variable: VARIABLE,
  fallback: 'none',
  about:
    'how long what is kept, rules separated by `;`: `interactions older than 3 years; customers without purchase or contact for 5 years`; what is due is listed, and let go of only when told',
  must: `none, or rules: ${GRAMMAR}`,
  parse: writtenRules,
});

const periodText = ({ count, unit }: Period): string => `${count} ${count === 1 ? unit.slice(0, -1) : unit}`;

/**
 * The rules, each with what it is about.
 * @throws ConfigError that names a rule about something that nothing is known of, or about the same as another
 */
export const rulesOf = (
  written: readonly WrittenRule[],
  subjects: readonly RetentionSubject[],
): readonly RetentionRule[] =>
  written.map(({ words, period }, index) => {
    const text = `${words} ${periodText(period)}`;
    const subject = subjects.find((each) => each.words === words);
    if (!subject) {
      const known = subjects.map((each) => `\`${each.words}\``).join(' or ');
      throw wrong(text, `must begin with ${known}`);
    }
    if (written.findIndex((each) => each.words === words) < index)
      throw wrong(text, 'is a second rule about the same');
    return { text, period, subject };
  });

const DAY = 86_400_000;

const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

/**
 * The first day that is kept as of a day: what was last before it is due. A month without that day has its last one instead
 * (a year before February 29th is February 28th).
 */
export const cutoffOf = (asOf: string, { count, unit }: Period): string => {
  if (unit === 'days') return dayOf(Date.parse(asOf) - count * DAY);
  const [year = 0, month = 0, day = 0] = asOf.split('-').map(Number);
  const months = year * 12 + month - 1 - count * (unit === 'years' ? 12 : 1);
  const [toYear, toMonth] = [Math.floor(months / 12), months - Math.floor(months / 12) * 12];
  const last = new Date(0);
  last.setUTCFullYear(toYear, toMonth + 1, 0);
  const found = new Date(0);
  found.setUTCFullYear(toYear, toMonth, Math.min(day, last.getUTCDate()));
  return found.toISOString().slice(0, 10);
};
