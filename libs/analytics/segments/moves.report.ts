import { type Base } from '../base/base.js';
import { type PageAsk, pageOf } from '../base/table-page.js';
import { passingIn, passingInAny } from '../customers/customer-filter.js';
import { eachOf, getOrAdd, type Key } from '../groups.js';
import { type KeptReports } from '../kept-reports.js';
import { placeOf, spendsOf } from './member-spends.js';
import { scored, segmentsAmong } from './scored-buyers.js';
import { type SegmentsAsk } from './segments.report.js';
import { segmentsOf } from './segmenting.js';
import { type MoveFigures, type MovedCustomer } from './segments.answers.js';

export interface MovesAsk extends SegmentsAsk, PageAsk {
  /** Segments as of this day are compared with those as of the moment. */
  readonly from: string;
  /** Only moves into this segment and out of it, and who stayed; of one that an analyst defined, there are no others. */
  readonly segment?: string | undefined;
  readonly fromSegment?: string | undefined;
  readonly toSegment?: string | undefined;
}

/** Where customers come from who had no order by the first day. */
export const NOBODY = 'no-purchase';

/**
 * How many customers were in which segment on one day, and are in which on another; and who moved. Scores are of one
 * currency, so there is a matrix for each. Of a segment that an analyst defined: who came in, who left, and who stayed,
 * whatever the currency.
 */
export async function reportMoves(ask: MovesAsk, base: Base, kept?: KeptReports) {
  const { defined } = ask.segmenting;
  const currencies = await base.currencies(ask.currency ?? defined?.currency);
  const matrix: MoveFigures[] = [];
  const moved: Omit<MovedCustomer, 'name'>[] = [];
  for (const currency of defined ? [null] : eachOf(currencies)) {
    const { cells, movers } = await movesIn(currency, ask, base, kept);
    matrix.push(...cells);
    for (const { net, ...move } of movers)
      if (net !== undefined) moved.push({ ...move, currency, net });
      else
        for (const spend of spendsOf(move.customerId, currencies, base))
          moved.push({ ...move, currency: spend.currency, net: spend.net });
  }
  const { items, ...page } = pageOf(moved, placeOf, ask);
  const named = items.map(({ customerId, ...each }): MovedCustomer => {
    return { customerId, name: base.attributesOf(customerId).name, ...each };
  });
  return { matrix, moved: named, ...page };
}

interface Move {
  readonly fromSegment: Key;
  readonly toSegment: Key;
}

interface Mover extends Move {
  readonly customerId: string;
  /** What it spent in the currency of its scores; undefined where customers aren't scored. */
  readonly net: number | undefined;
}

async function movesIn(currency: string | null, ask: MovesAsk, base: Base, kept: KeptReports | undefined) {
  const { segmenting, from, segment, fromSegment: wantedFrom, toSegment: wantedTo } = ask;
  const passes = segmenting.defined
    ? await passingInAny(ask.currency, ask, base, kept)
    : await passingIn(currency, ask, base, kept);
  const before = await segmentsOf(base.asOf(from), currency, segmenting, kept);
  const buyers = segmenting.defined ? undefined : await scored(base, currency, segmenting, kept);
  const now = buyers ? segmentsAmong(buyers) : await segmentsOf(base, currency, segmenting, kept);
  const nets = new Map(buyers?.map(({ customerId, figures }) => [customerId, figures.net]));
  const cells = new Map<string, MoveFigures & { customers: number }>();
  const movers: Mover[] = [];
  const isOfScheme = segment !== undefined && !segmenting.defined;
  const nowhere = segmenting.defined ? null : NOBODY;
  for (const customerId of new Set([...now.keys(), ...before.keys()])) {
    if (!passes(customerId)) continue;
    const known = before.has(customerId);
    const fromSegment = known ? (before.get(customerId) ?? null) : nowhere;
    const toSegment = now.get(customerId) ?? null;
    if (isOfScheme && segment !== fromSegment && segment !== toSegment) continue;
    const cell = getOrAdd(cells, JSON.stringify([known, fromSegment, toSegment]), () => ({
      fromSegment,
      toSegment,
      currency,
      customers: 0,
    }));
    cell.customers += 1;
    if (known && fromSegment === toSegment) continue;
    if (wantedFrom !== undefined && wantedFrom !== fromSegment) continue;
    if (wantedTo !== undefined && wantedTo !== toSegment) continue;
    movers.push({ customerId, fromSegment, toSegment, net: nets.get(customerId) });
  }
  return { cells: [...cells.values()].sort(byNames), movers };
}

const byNames = (a: MoveFigures, b: MoveFigures): number => (nameOf(a) < nameOf(b) ? -1 : 1);
const nameOf = ({ fromSegment, toSegment }: MoveFigures): string =>
  `${fromSegment ?? ''}\n${toSegment ?? ''}`;
