import { type Base } from '../base/base.js';
import { type PageAsk, pageOf } from '../base/table-page.js';
import { type BuyerFigures, figuresOfBuyer } from '../base/buyer-figures.js';
import { dayNumber, dayText } from '../facts/epoch-days.js';
import { getOrAdd, type Key } from '../groups.js';
import { toRate } from '../rounding.js';
import { membersOf } from './defined/membership.js';
import { type DefinedSegment, type Segmenting } from './defined/segment-conditions.js';
import { type ScoredBuyer, scored } from './scored-buyers.js';
import { segmentsOf } from './segmenting.js';
import {
  type CustomerScores,
  type DefinedSegmentFigures,
  type MoveFigures,
  type MovedCustomer,
} from './segments.answers.js';

interface SegmentsAsk {
  readonly currency?: string | undefined;
  readonly segmenting: Segmenting;
}

export const rfmSorts = ['spend', 'recency', 'frequency', 'score'] as const;
export type RfmSort = (typeof rfmSorts)[number];

export interface RfmAsk extends SegmentsAsk, PageAsk {
  readonly sort: RfmSort;
  /** Only customers of this segment. */
  readonly segment?: string | undefined;
}

export interface MovesAsk extends SegmentsAsk, PageAsk {
  /** Segments as of this day are compared with those as of the moment. */
  readonly from: string;
  readonly fromSegment?: string | undefined;
  readonly toSegment?: string | undefined;
}

/** Customers with their scores and segments, the best first. */
export async function reportRfm(ask: RfmAsk, base: Base) {
  const currency = await base.currency(ask.currency);
  const all = await scored(base, currency, ask.segmenting);
  const chosen = await chosenOf(all, ask, base, currency);
  const page = pageOf(chosen, (each) => ({ id: each.customerId, value: sortValue[ask.sort](each) }), ask);
  return { ...page, items: page.items.map((each) => scoresOf(each, base, currency)), count: chosen.length };
}

/** Members of the segment asked for. */
async function chosenOf(
  all: readonly ScoredBuyer[],
  { segment: name, segmenting }: RfmAsk,
  base: Base,
  currency: string | null,
): Promise<readonly ScoredBuyer[]> {
  if (name === undefined) return all;
  if (!segmenting.defined) return all.filter(({ segment }) => segment === name);
  const members = await segmentsOf(base, currency, segmenting);
  return all.filter(({ customerId }) => members.has(customerId));
}

const sortValue: Readonly<Record<RfmSort, (each: ScoredBuyer) => number>> = {
  spend: ({ values }) => values.monetary,
  frequency: ({ values }) => values.frequency,
  recency: ({ values }) => -values.recency,
  score: ({ scores }) => scores.recency * 100 + scores.frequency * 10 + scores.monetary,
};

const scoresOf = (
  { customerId, figures, values, scores, segment }: ScoredBuyer,
  base: Base,
  currency: string | null,
): CustomerScores => ({
  customerId,
  name: base.attributesOf(customerId).name,
  segment,
  currency,
  orders: figures.orders,
  net: figures.net,
  lastOrder: dayText(figures.days.at(-1) ?? 0),
  daysSince: values.recency,
  scores,
});

export interface SegmentsReportAsk extends SegmentsAsk {
  readonly defined: readonly DefinedSegment[];
}

/** Every segment of the scheme, those with nobody in them included; and the segments that analysts defined. */
export async function reportSegments(ask: SegmentsReportAsk, base: Base) {
  const currency = await base.currency(ask.currency);
  const all = await scored(base, currency, ask.segmenting);
  const sums = new Map<Key, Sum>();
  const names: Key[] = ask.segmenting.rules.map(({ name }) => name);
  for (const name of names) sums.set(name, noSum());
  for (const { segment, figures } of all) add(getOrAdd(sums, segment, noSum), figures);
  const segments = [...sums].map(([segment, sum]) => figuresOf(segment, sum, all.length, currency));
  return { segments, defined: await definedFigures(ask.defined, base, currency) };
}

async function definedFigures(
  defined: readonly DefinedSegment[],
  base: Base,
  currency: string | null,
): Promise<DefinedSegmentFigures[]> {
  let customers = 0;
  for await (const _ of base.candidates()) customers += 1;
  const found: DefinedSegmentFigures[] = [];
  for (const segment of defined) {
    const sum = noSum();
    for await (const { figures } of membersOf(base, segment)) add(sum, figures);
    const of = segment.currency ?? currency;
    found.push({ id: segment.id, ...figuresOf(segment.name, sum, customers, of) });
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

/**
 * How many customers were in which segment on one day, and are in which on another; and who moved. Of a segment that an
 * analyst defined: who came in, who left, and who stayed.
 */
export async function reportMoves(ask: MovesAsk, base: Base) {
  const { segmenting } = ask;
  const currency = await base.currency(segmenting.defined?.currency ?? ask.currency);
  const before = await segmentsOf(base.asOf(ask.from), currency, segmenting);
  const now = await segmentsOf(base, currency, segmenting);
  const moves = new Map<string, MoveFigures & { customers: number }>();
  const moved: MovedCustomer[] = [];
  const nowhere = segmenting.defined ? null : NOBODY;
  for (const customerId of new Set([...now.keys(), ...before.keys()])) {
    const fromSegment = before.has(customerId) ? (before.get(customerId) ?? null) : nowhere;
    const toSegment = now.get(customerId) ?? null;
    const known = before.has(customerId);
    const cell = getOrAdd(moves, JSON.stringify([known, fromSegment, toSegment]), () => ({
      fromSegment,
      toSegment,
      customers: 0,
    }));
    cell.customers += 1;
    if (known && fromSegment === toSegment) continue;
    const { name } = base.attributesOf(customerId);
    const { net } = figuresOfBuyer(
      base.purchasesOf(customerId, currency ?? undefined),
      dayNumber(base.moment.asOf),
    );
    moved.push({ customerId, name, fromSegment, toSegment, currency, net });
  }
  const asked = moved.filter(
    ({ fromSegment, toSegment }) =>
      (ask.fromSegment === undefined || ask.fromSegment === fromSegment) &&
      (ask.toSegment === undefined || ask.toSegment === toSegment),
  );
  const { items, nextCursor } = pageOf(asked, ({ customerId, net }) => ({ id: customerId, value: net }), ask);
  return {
    matrix: [...moves.values()].sort(byNames),
    moved: items,
    ...(nextCursor === undefined ? {} : { nextCursor }),
  };
}

/** Where customers come from who had no order by the first day. */
export const NOBODY = 'no-purchase';

const byNames = (a: MoveFigures, b: MoveFigures): number => (nameOf(a) < nameOf(b) ? -1 : 1);
const nameOf = ({ fromSegment, toSegment }: MoveFigures): string =>
  `${fromSegment ?? ''}\n${toSegment ?? ''}`;
