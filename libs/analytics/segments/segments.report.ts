import { type Base } from '../base/base.js';
import { type PageAsk, pageOf } from '../base/table-page.js';
import { dayText } from '../facts/epoch-days.js';
import { getOrAdd, type Key } from '../groups.js';
import { toRate } from '../rounding.js';
import { type Segmented, segmented, type Segmenting } from './segmenting.js';
import {
  type CustomerScores,
  type MoveFigures,
  type MovedCustomer,
  type SegmentFigures,
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
  const all = await segmented(base, currency, ask.segmenting);
  const chosen = ask.segment === undefined ? all : all.filter(({ segment }) => segment === ask.segment);
  const page = pageOf(chosen, (each) => ({ id: each.customerId, value: sortValue[ask.sort](each) }), ask);
  return { ...page, items: page.items.map((each) => scoresOf(each, base, currency)), count: chosen.length };
}

const sortValue: Readonly<Record<RfmSort, (each: Segmented) => number>> = {
  spend: ({ values }) => values.monetary,
  frequency: ({ values }) => values.frequency,
  recency: ({ values }) => -values.recency,
  score: ({ scores }) => scores.recency * 100 + scores.frequency * 10 + scores.monetary,
};

const scoresOf = (
  { customerId, figures, values, scores, segment }: Segmented,
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

/** Every segment of the scheme, those with nobody in them included. */
export async function reportSegments(ask: SegmentsAsk, base: Base): Promise<{ segments: SegmentFigures[] }> {
  const currency = await base.currency(ask.currency);
  const all = await segmented(base, currency, ask.segmenting);
  const sums = new Map<Key, { customers: number; orders: number; net: number }>();
  const names: Key[] = ask.segmenting.rules.map(({ name }) => name);
  for (const name of names) sums.set(name, { customers: 0, orders: 0, net: 0 });
  for (const { segment, figures } of all) {
    const sum = getOrAdd(sums, segment, () => ({ customers: 0, orders: 0, net: 0 }));
    sum.customers += 1;
    sum.orders += figures.orders;
    sum.net += figures.net;
  }
  const segments = [...sums].map(([segment, sum]) => ({
    segment,
    customers: sum.customers,
    share: all.length === 0 ? null : toRate(sum.customers / all.length),
    orders: sum.orders,
    currency,
    net: sum.net,
  }));
  return { segments };
}

/** How many customers were in which segment on one day, and are in which on another; and who moved. */
export async function reportMoves(ask: MovesAsk, base: Base) {
  const currency = await base.currency(ask.currency);
  const before = await segmented(base.asOf(ask.from), currency, ask.segmenting);
  const segmentBefore = new Map(before.map(({ customerId, segment }) => [customerId, segment]));
  const moves = new Map<string, MoveFigures & { customers: number }>();
  const moved: MovedCustomer[] = [];
  for (const { customerId, segment: toSegment, figures } of await segmented(base, currency, ask.segmenting)) {
    const known = segmentBefore.has(customerId);
    const fromSegment = segmentBefore.get(customerId) ?? null;
    const cell = getOrAdd(moves, JSON.stringify([known, fromSegment, toSegment]), () => ({
      fromSegment: known ? fromSegment : NOBODY,
      toSegment,
      customers: 0,
    }));
    cell.customers += 1;
    const { name } = base.attributesOf(customerId);
    if (!known || fromSegment !== toSegment)
      moved.push({ customerId, name, fromSegment: cell.fromSegment, toSegment, currency, net: figures.net });
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
