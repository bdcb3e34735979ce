import { type RfmScores, type Thresholds } from './rfm.js';

/** Scores from `min` to `max`, both included; an absent end is open. */
export interface ScoreRange {
  readonly min?: number;
  readonly max?: number;
}

export const scoreNames = ['recency', 'frequency', 'monetary'] as const;
type ScoreName = (typeof scoreNames)[number];

/** A customer is in the first segment of a list whose ranges hold all three scores. */
export interface SegmentRule {
  readonly name: string;
  readonly where: Readonly<Partial<Record<ScoreName, ScoreRange>>>;
}

/** How customers are scored, and the segments that the scores make. */
export const schemeNames = ['quintiles', 'thresholds'] as const;
export type SchemeName = (typeof schemeNames)[number];

/** How customers are scored, and what segments the scores make. */
export interface Scoring {
  readonly scheme: SchemeName;
  readonly thresholds: Thresholds;
  readonly rules: readonly SegmentRule[];
}

export type SegmentRules = Readonly<Record<SchemeName, readonly SegmentRule[]>>;

/** For quintiles the names that RFM analysis usually gives; for thresholds the plain three. */
export const defaultRules: SegmentRules = {
  quintiles: [
    { name: 'champions', where: { recency: { min: 4 }, frequency: { min: 4 }, monetary: { min: 4 } } },
    { name: 'cant-lose', where: { recency: { max: 2 }, frequency: { min: 4 }, monetary: { min: 4 } } },
    { name: 'loyal', where: { recency: { min: 3 }, frequency: { min: 4 } } },
    { name: 'at-risk', where: { recency: { max: 2 }, frequency: { min: 3 } } },
    { name: 'new', where: { recency: { min: 5 }, frequency: { max: 1 } } },
    { name: 'potential', where: { recency: { min: 3 } } },
    { name: 'hibernating', where: { recency: { min: 2 } } },
    { name: 'lost', where: {} },
  ],
  thresholds: [
    { name: 'high-value', where: { recency: { min: 5 }, frequency: { min: 5 }, monetary: { min: 5 } } },
    { name: 'potential', where: { recency: { min: 5 } } },
    { name: 'churn-risk', where: {} },
  ],
};

/** The segment that scores belong to; null if no rule holds. */
export const segmentOf = (scores: RfmScores, rules: readonly SegmentRule[]): string | null =>
  rules.find(({ where }) => scoreNames.every((name) => isWithin(scores[name], where[name])))?.name ?? null;

const isWithin = (score: number, { min = -Infinity, max = Infinity }: ScoreRange = {}): boolean =>
  score >= min && score <= max;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isScore = (value: unknown): boolean =>
  value === undefined || (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 5);

const isRange = (value: unknown): boolean =>
  isRecord(value) &&
  Object.keys(value).every((name) => name === 'min' || name === 'max') &&
  isScore(value.min) &&
  isScore(value.max);

const isRule = (value: unknown): value is SegmentRule =>
  isRecord(value) &&
  typeof value.name === 'string' &&
  /^[a-z0-9]+(-[a-z0-9]+)*$/.test(value.name) &&
  isRecord(value.where) &&
  Object.entries(value.where).every(
    ([name, range]) => scoreNames.some((each) => each === name) && isRange(range),
  );

/** Rules as JSON, by scheme; a scheme that is absent keeps its default. Undefined: the text is no such thing. */
export function rulesFrom(text: string): SegmentRules | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(parsed) || !Object.keys(parsed).every((name) => schemeNames.some((each) => each === name)))
    return undefined;
  const rules = { ...defaultRules };
  for (const name of schemeNames) {
    const list = parsed[name];
    if (list === undefined) continue;
    if (!Array.isArray(list) || !list.every(isRule)) return undefined;
    if (new Set(list.map((rule) => rule.name)).size < list.length) return undefined;
    rules[name] = list;
  }
  return rules;
}
