import { type Base } from '../../base/base.js';
import { type PageAsk, pageOf } from '../../base/table-page.js';
import { type CustomerSelection, passingInAny } from '../../customers/customer-filter.js';
import { eachOf } from '../../groups.js';
import { type KeptReports } from '../../kept-reports.js';
import { placeOf, spendsOf } from '../member-spends.js';
import { type MembersTotal, type SegmentMember } from './defined-segments.answers.js';
import { membersOf } from './membership.js';
import { type DefinedSegment } from './segment-conditions.js';

export interface MembersAsk extends PageAsk, CustomerSelection {
  readonly segment: DefinedSegment;
  /** What spend is told in; absent: in the segment's currency, or in each that members bought in. */
  readonly currency?: string | undefined;
}

/** Who is in a segment, currency by currency, the highest net spend first; how many, and what they spent. */
export async function reportMembers(
  { segment, currency: given, ...ask }: MembersAsk,
  base: Base,
  kept?: KeptReports,
) {
  const currencies = await base.currencies(given ?? segment.currency);
  const rows: SegmentMember[] = [];
  let count = 0;
  const passes = await passingInAny(given ?? segment.currency, ask, base, kept);
  for await (const { customerId } of membersOf(base, segment, kept)) {
    if (!passes(customerId)) continue;
    count += 1;
    const { name } = base.attributesOf(customerId);
    for (const spend of spendsOf(customerId, currencies, base)) rows.push({ customerId, name, ...spend });
  }
  const totals = eachOf(currencies).map((currency) => totalOf(rows, currency));
  return { ...pageOf(rows, placeOf, ask), count, totals };
}

function totalOf(rows: readonly SegmentMember[], currency: string | null): MembersTotal {
  const of = rows.filter((row) => row.currency === currency && row.orders > 0);
  return {
    currency,
    customers: of.length,
    orders: of.reduce((sum, { orders }) => sum + orders, 0),
    net: of.reduce((sum, { net }) => sum + net, 0),
  };
}
