import { describe, expect, it } from '@jest/globals';
import { contextsOf } from '../../apps/composition.js';
import { loadConfig, ofAll, settingOf } from '../../libs/platform/index.js';
import {
  cutoffOf,
  type Period,
  retention,
  rulesOf,
  writtenRules,
} from '../../libs/privacy/retention/retention.rules.js';

const subjects = ofAll(contextsOf(loadConfig({})), ({ retention: of }) => of);
const parsed = (text: string) =>
  rulesOf(writtenRules(text), subjects).map(({ text: rule, subject }) => [rule, subject.name]);

describe('rules of retention', () => {
  it('are those of the setting, in words', () => {
    expect(
      parsed('interactions older than 3 years; customers without purchase or contact for 5 years'),
    ).toEqual([
      ['interactions older than 3 years', 'interactions'],
      ['customers without purchase or contact for 5 years', 'customers'],
    ]);
  });

  it('are read however they are spelt', () => {
    expect(parsed('  Interactions   older than 1 YEAR ')).toEqual([
      ['interactions older than 1 year', 'interactions'],
    ]);
    expect(parsed('interactions older than 18 month')).toEqual([
      ['interactions older than 18 months', 'interactions'],
    ]);
    expect(parsed('interactions older than 90 days')).toEqual([
      ['interactions older than 90 days', 'interactions'],
    ]);
  });

  it('are none where the setting is absent', () => {
    expect(settingOf(loadConfig({}, [retention]), retention)).toEqual([]);
  });

  it.each([
    ['interactions older than three years', /"interactions older than three years" is no rule/],
    ['interactions older than 3 yars', /"interactions older than 3 yars" is no rule/],
    ['interactions older than 3 years;', /"" is no rule/],
    ['interactions older than 0 days', /"interactions older than 0 days" says how long by a number from 1/],
    ['interactions older than 1.5 years', /"interactions older than 1.5 years" is no rule/],
    ['orders older than 3 years', /"orders older than 3 years" must begin with `interactions older than` or/],
    ['interactions older than 1 year; interactions older than 2 years', /2 years" is a second rule/],
  ])('that are wrong keep the service from starting: %s', (text, why) => {
    const starting = () => contextsOf(loadConfig({ DOSSIER_RETENTION: text }, [retention]));
    expect(starting).toThrow(why);
    expect(starting).toThrow(/^DOSSIER_RETENTION: .*a rule is `<what> <number> years\|months\|days`/);
  });
});

describe('the first day that is kept', () => {
  it.each<[string, Period, string]>([
    ['2026-03-31', { count: 5, unit: 'years' }, '2021-03-31'],
    ['2024-02-29', { count: 1, unit: 'years' }, '2023-02-28'],
    ['2024-02-29', { count: 4, unit: 'years' }, '2020-02-29'],
    ['2026-03-31', { count: 1, unit: 'months' }, '2026-02-28'],
    ['2026-01-15', { count: 2, unit: 'months' }, '2025-11-15'],
    ['2026-01-15', { count: 25, unit: 'months' }, '2023-12-15'],
    ['2026-03-01', { count: 1, unit: 'days' }, '2026-02-28'],
  ])('as of %s, %j before, is %s', (asOf, period, day) => {
    expect(cutoffOf(asOf, period)).toBe(day);
  });
});
