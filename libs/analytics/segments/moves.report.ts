import { type Base } from '../base/base.js';
import { type PageAsk, pageOf } from '../base/table-page.js';
import { passingIn, passingInAny } from '../customers/customer-filter.js';
import { eachOf, getOrAdd, type Key } from '../groups.js';
import { placeOf, spendIn, spendsOf } from './member-spends.js';
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
export async function reportMoves(ask: MovesAsk, base: Base) {
  const { defined } = ask.segmenting;
  const currencies = await base.currencies(ask.currency ?? defined?.currency);
  const matrix: MoveFigures[] = [];
  const moved: MovedCustomer[] = [];
  for (const currency of defined ? [null] : eachOf(currencies)) {
    const { cells, movers } = await movesIn(currency, ask, base);
    matrix.push(...cells);
    for (const { customerId, ...move } of movers) {
      const { name } = base.attributesOf(customerId);
      const spends = defined ? spendsOf(customerId, currencies, base) : [spendIn(customerId, currency, base)];
      for (const spend of spends)
        moved.push({ customerId, name, ...move, currency: spend.currency, net: spend.net });
    }
  }
  return { matrix, ...withMoved(pageOf(moved, placeOf, ask)) };
}

const withMoved = ({ items, ...page }: ReturnType<typeof pageOf<MovedCustomer>>) => ({
  moved: items,
  ...page,
});

interface Move {
  readonly fromSegment: Key;
  readonly toSegment: Key;
}

async function movesIn(currency: string | null, ask: MovesAsk, base: Base) {
  const { segmenting, from, segment, fromSegment: wantedFrom, toSegment: wantedTo } = ask;
  const passes = segmenting.defined
    ? await passingInAny(ask.currency, ask, base)
    : await passingIn(currency, ask, base);
  const before = await segmentsOf(base.asOf(from), currency, segmenting);
  const now = await segmentsOf(base, currency, segmenting);
  const cells = new Map<string, MoveFigures & { customers: number }>();
  const movers: (Move & { readonly customerId: string })[] = [];
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
    movers.push({ customerId, fromSegment, toSegment });
  }
  return { cells: [...cells.values()].sort(byNames), movers };
}

const byNames = (a: MoveFigures, b: MoveFigures): number => (nameOf(a) < nameOf(b) ? -1 : 1);
const nameOf = ({ fromSegment, toSegment }: MoveFigures): string =>
  `${fromSegment ?? ''}\n${toSegment ?? ''}`;
