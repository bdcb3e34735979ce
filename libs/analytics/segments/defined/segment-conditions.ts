import { type Scoring } from '../segment-rules.js';

/** What a condition of a segment looks at, and how it is compared. */
export const textFields = [
  'kind',
  'region',
  'sector',
  'source',
  'owner',
  'tag',
  'consent',
  'channel',
  'product',
  'category',
  'cohort',
  'rfmSegment',
] as const;
export type TextField = (typeof textFields)[number];

/** Counts and days. */
export const countFields = [
  'orders',
  'ordersOfYear',
  'purchaseDays',
  'daysSinceFirstOrder',
  'daysSinceLastOrder',
  'daysSinceRegistered',
] as const;
/** Minor units of the segment's currency. */
export const moneyFields = ['gross', 'refunded', 'net', 'netOfYear', 'averageOrder'] as const;
/** From 1 to 5, by quintiles over all customers with an order in the segment's currency. */
export const scoreFields = ['recencyScore', 'frequencyScore', 'monetaryScore'] as const;
export const numberFields = [...countFields, ...moneyFields, ...scoreFields] as const;
export type NumberField = (typeof numberFields)[number];

export const conditionFields = [...textFields, ...numberFields] as const;
export type ConditionField = (typeof conditionFields)[number];

/**
 * One condition on a customer. Texts: `in` holds where one of the customer's values is listed, `notIn` where none is.
 * Numbers: from `min` to `max`, both included; a customer without the number (the days since an order that never was)
 * doesn't fulfil it.
 */
export interface SegmentCondition {
  readonly field: ConditionField;
  readonly in?: readonly string[];
  readonly notIn?: readonly string[];
  readonly min?: number;
  readonly max?: number;
}

/** Conditions that must hold together. */
export interface ConditionGroup {
  readonly allOf: readonly SegmentCondition[];
}

/** Who is in a segment: whoever fulfils one of the groups. */
export interface SegmentDefinition {
  /** How reports name it, in kebab-case. */
  readonly name: string;
  readonly about?: string;
  /** Orders in it alone count; required where a condition is about amounts or scores; absent: all orders count. */
  readonly currency?: string;
  readonly anyOf: readonly ConditionGroup[];
}

/** A segment that an analyst defined, as one revision says it. */
export interface DefinedSegment extends SegmentDefinition {
  readonly id: string;
  readonly revision: number;
  /** What its conditions on scores and RFM segments mean. */
  readonly scoring: Scoring;
}

/** What segments are: those of the scores, or one that an analyst defined, with everybody else in none. */
export interface Segmenting extends Scoring {
  readonly defined?: DefinedSegment;
}

const isAmong = (fields: readonly string[], field: string): boolean => fields.includes(field);

export const isTextField = (field: ConditionField): field is TextField => isAmong(textFields, field);

/** Whether a condition on it means nothing without a currency. */
export const needsCurrency = (field: ConditionField): boolean =>
  isAmong(moneyFields, field) || needsScores(field);

/** Fields of customers that are masked for whoever doesn't see personal data. */
const personalFields: readonly ConditionField[] = ['tag'];

/** Whether telling who is in it tells what is masked. */
export const isPersonal = (segment: SegmentDefinition): boolean =>
  conditionsOf(segment).some(({ field }) => personalFields.includes(field));

/** Whether all customers must be scored before it can be told. */
export const needsScores = (field: ConditionField): boolean =>
  field === 'rfmSegment' || isAmong(scoreFields, field);

export const conditionsOf = ({ anyOf }: SegmentDefinition): readonly SegmentCondition[] =>
  anyOf.flatMap(({ allOf }) => allOf);
