import { type Base } from '../base/base.js';
import { type PageAsk, pageOf } from '../base/table-page.js';
import { type BuyerFigures, figuresOfBuyer } from '../base/buyer-figures.js';
import { type CustomerSelection, passingIn, passingInAny } from '../customers/customer-filter.js';
import { dayNumber, dayText } from '../facts/epoch-days.js';
import { eachOf, getOrAdd, type Key } from '../groups.js';
import { type KeptReports } from '../kept-reports.js';
import { toRate } from '../rounding.js';
import { membersOf } from './defined/membership.js';
import { type DefinedSegment, isPersonal } from './defined/segment-conditions.js';
import { type ScoredBuyer, scored } from './scored-buyers.js';
import { type CustomerScores, type DefinedSegmentFigures, type SegmentFigures } from './segments.answers.js';

export interface SegmentsAsk extends CustomerSelection {
  readonly currency?: string | undefined;
}

export const rfmSorts = ['spend', 'recency', 'frequency', 'score'] as const;
export type RfmSort = (typeof rfmSorts)[number];

export interface RfmAsk extends SegmentsAsk, PageAsk {
  readonly sort: RfmSort;
}

/** A customer scored by its orders in one currency. */
interface Ranked extends ScoredBuyer {
  readonly currency: string | null;
}

/** Customers with their scores and segments, currency by currency, the best first. */
export async function reportRfm(ask: RfmAsk, base: Base, kept?: KeptReports) {
  const chosen: Ranked[] = [];
  for (const currency of eachOf(await base.currencies(ask.currency)))
    for (const each of await passingScored(base, currency, ask, kept)) chosen.push({ ...each, currency });
  const place = (each: Ranked) => ({
    id: each.customerId,
    value: sortValue[ask.sort](each),
    group: each.currency ?? '',
  });
  const page = pageOf(chosen, place, ask);
  return { ...page, items: page.items.map((each) => scoresOf(each, base)), count: chosen.length };
}

/** Those that the filters let pass, with the scores that they have among all. */
async function passingScored(
  base: Base,
  currency: string | null,
  { filters, segmenting }: SegmentsAsk,
  kept: KeptReports | undefined,
): Promise<ScoredBuyer[]> {
  const all = await scored(base, currency, segmenting, kept);
  const { segment: name, ...others } = filters;
  // Who is in a segment of the scheme has just been worked out.
  const isOfScheme = name !== undefined && !segmenting.defined;
  const passes = await passingIn(
    currency,
    { filters: isOfScheme ? others : filters, segmenting },
    base,
    kept,
  );
  return all.filter(({ customerId, segment }) => (!isOfScheme || segment === name) && passes(customerId));
}

const sortValue: Readonly<Record<RfmSort, (each: ScoredBuyer) => number>> = {
  spend: ({ values }) => values.monetary,
  frequency: ({ values }) => values.frequency,
  recency: ({ values }) => -values.recency,
  score: ({ scores }) => scores.recency * 100 + scores.frequency * 10 + scores.monetary,
};

const scoresOf = (
  { customerId, figures, values, scores, segment, currency }: Ranked,
  base: Base,
): CustomerScores => ({
  customerId,
  name: base.attributesOf(customerId).name,
  segment,
  currency,
  orders: figures.orders,
  net: figures.net,
  lastOrder: dayText(figures.days.at(-1) ?? 0),
  daysSinceLast: values.recency,
  scores,
});

export interface SegmentsReportAsk extends SegmentsAsk {
  readonly defined: readonly DefinedSegment[];
}

/**
 * Currency by currency every segment of the scheme, those with nobody in them included; and the segments that analysts
 * defined.
 */
export async function reportSegments(ask: SegmentsReportAsk, base: Base, kept?: KeptReports) {
  const segments: SegmentFigures[] = [];
  for (const currency of eachOf(await base.currencies(ask.currency))) {
    const all = await passingScored(base, currency, ask, kept);
    const sums = new Map<Key, Sum>();
    for (const { name } of ask.segmenting.rules) sums.set(name, noSum());
    for (const { segment, figures } of all) add(getOrAdd(sums, segment, noSum), figures);
    for (const [segment, sum] of sums) segments.push(figuresOf(segment, sum, all.length, currency));
  }
  return { segments, defined: await definedFigures(ask, base, kept) };
}

/** Members are the same in every currency; what they bought is told in the one asked for, else in the segment's, else in each. */
async function definedFigures(
  { defined, currency: given, ...selection }: SegmentsReportAsk,
  base: Base,
  kept: KeptReports | undefined,
): Promise<DefinedSegmentFigures[]> {
  if (defined.length === 0) return [];
  const passes = await passingInAny(given, selection, base, kept);
  let customers = 0;
  for await (const customerId of base.candidates()) if (passes(customerId)) customers += 1;
  const today = dayNumber(base.moment.asOf);
  const found: DefinedSegmentFigures[] = [];
  for (const segment of defined) {
    if (base.masks && isPersonal(segment)) continue;
    const currencies = eachOf(await base.currencies(given ?? segment.currency));
    const sums = new Map(currencies.map((currency) => [currency, noSum()]));
    for await (const { customerId } of membersOf(base, segment, kept))
      for (const [currency, sum] of passes(customerId) ? sums : [])
        add(sum, figuresOfBuyer(currency === null ? [] : base.purchasesOf(customerId, currency), today));
    for (const [currency, sum] of sums)
      found.push({ id: segment.id, ...figuresOf(segment.name, sum, customers, currency) });
  }
  return found;
}

interface Sum {
  customers: number;
  orders: number;
  net: number;
}

const noSum = (): Sum => ({ customers: 0, orders: 0, net: 0 });

const add = (sum: Sum, { orders, net }: BuyerFigures): void => {
  sum.customers += 1;
  sum.orders += orders;
  sum.net += net;
};

const figuresOf = <Name extends Key>(segment: Name, sum: Sum, all: number, currency: string | null) => ({
  segment,
  customers: sum.customers,
  share: all === 0 ? null : toRate(sum.customers / all),
  orders: sum.orders,
  currency,
  net: sum.net,
});
