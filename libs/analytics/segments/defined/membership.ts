import { segmentMasked } from '../../analytics.errors.js';
import { type Attributes, type Base } from '../../base/base.js';
import { type BuyerFigures, figuresOfBuyer } from '../../base/buyer-figures.js';
import { type Purchase } from '../../base/purchase-table.js';
import { monthOf } from '../../days.js';
import { dayNumber, dayText } from '../../facts/epoch-days.js';
import { consentsTo } from '../../facts/wishes.js';
import { toMinor } from '../../rounding.js';
import { type KeptFigures, type ScoredBuyer, scored } from '../scored-buyers.js';
import {
  conditionsOf,
  type DefinedSegment,
  isPersonal,
  isTextField,
  needsScores,
  type NumberField,
  type SegmentCondition,
  type TextField,
} from './segment-conditions.js';

export interface Member {
  readonly customerId: string;
  /** Of the orders in the segment's currency, or of all. */
  readonly figures: BuyerFigures;
}

/** What conditions look at. */
interface Candidate extends Member {
  readonly attributes: Attributes;
  readonly purchases: readonly Purchase[];
  readonly scored: ScoredBuyer | undefined;
  readonly today: number;
}

/**
 * The customers in a segment as of the base's moment: of all that are registered or have bought by then, those that fulfil
 * one of its groups of conditions.
 * @throws AnalyticsError `masked-field` if a condition is on what whoever asks doesn't see
 */
export async function* membersOf(
  asked: Base,
  segment: DefinedSegment,
  kept?: KeptFigures,
): AsyncGenerator<Member> {
  if (asked.masks && isPersonal(segment)) throw segmentMasked(segment.name);
  // Whatever an answer's currency is, members are the same.
  const base = asked.unconverted();
  const today = dayNumber(base.moment.asOf);
  const scores = new Map<string, ScoredBuyer>();
  if (conditionsOf(segment).some(({ field }) => needsScores(field)))
    for (const each of await scored(base, segment.currency ?? null, segment.scoring, kept))
      scores.set(each.customerId, each);
  for await (const customerId of base.candidates()) {
    const purchases = base.purchasesOf(customerId, segment.currency);
    const figures = figuresOfBuyer(purchases, today);
    const attributes = base.attributesOf(customerId);
    const candidate = { customerId, figures, attributes, purchases, scored: scores.get(customerId), today };
    if (segment.anyOf.some(({ allOf }) => allOf.every((condition) => holds(condition, candidate))))
      yield { customerId, figures };
  }
}

const holds = (condition: SegmentCondition, candidate: Candidate): boolean => {
  const { field, in: listed, notIn, min = -Infinity, max = Infinity } = condition;
  if (isTextField(field)) {
    const isIn = isOneOf(field, candidate);
    return listed === undefined ? !isIn(notIn ?? []) : isIn(listed);
  }
  const value = numberOf(field, candidate);
  return value !== undefined && value >= min && value <= max;
};

/** Whether one of the customer's values is listed; of consents, whether one that is listed is given. */
const isOneOf = (field: TextField, candidate: Candidate): ((listed: readonly string[]) => boolean) => {
  const { wishes } = candidate.attributes;
  if (field === 'consent') return (listed) => listed.some((name) => consentsTo(wishes, name));
  const values = textsOf(field, candidate);
  return (listed) => values.some((value) => listed.includes(value));
};

const known = (...values: readonly (string | null | undefined)[]): string[] =>
  values.filter((value) => value !== null && value !== undefined);

const ordered = ({ purchases }: Candidate): readonly Purchase[] => purchases.filter(({ refund }) => !refund);

function textsOf(field: Exclude<TextField, 'consent'>, candidate: Candidate): readonly string[] {
  const { attributes, figures, scored: scoredBuyer } = candidate;
  switch (field) {
    case 'tag':
      return attributes.tags;
    case 'channel':
      return known(...ordered(candidate).map(({ channel }) => channel));
    case 'product':
      return ordered(candidate).flatMap(({ lines }) => lines.map(({ product }) => product));
    case 'category':
      return known(...ordered(candidate).flatMap(({ lines }) => lines.map(({ category }) => category)));
    case 'cohort': {
      const [first] = figures.days;
      return first === undefined ? [] : [monthOf(dayText(first))];
    }
    case 'rfmSegment':
      return known(scoredBuyer?.segment);
    case 'kind':
    case 'owner':
    case 'region':
    case 'sector':
    case 'source':
      return known(attributes[field]);
  }
}

/** Undefined: the customer has no such number. */
function numberOf(
  field: NumberField,
  { attributes, figures, scored: buyer, today }: Candidate,
): number | undefined {
  const { orders, days } = figures;
  const since = (day: number | null | undefined) =>
    day === null || day === undefined ? undefined : today - day;
  switch (field) {
    case 'purchaseDays':
      return days.length;
    case 'daysSinceFirstOrder':
      return since(days[0]);
    case 'daysSinceLastOrder':
      return since(days.at(-1));
    case 'daysSinceRegistered':
      return since(attributes.registered);
    case 'averageOrder':
      return orders === 0 ? undefined : toMinor(figures.gross / orders);
    case 'recencyScore':
      return buyer?.scores.recency;
    case 'frequencyScore':
      return buyer?.scores.frequency;
    case 'monetaryScore':
      return buyer?.scores.monetary;
    case 'orders':
    case 'ordersOfYear':
    case 'gross':
    case 'refunded':
    case 'net':
    case 'netOfYear':
      return figures[field];
  }
}
