import { type Base } from '../../base/base.js';
import { figuresOfBuyer } from '../../base/buyer-figures.js';
import { type PageAsk, pageOf } from '../../base/table-page.js';
import { dayNumber, dayText } from '../../facts/epoch-days.js';
import { type SegmentMember } from './defined-segments.answers.js';
import { type Member, membersOf } from './membership.js';
import { type DefinedSegment } from './segment-conditions.js';

export interface MembersAsk extends PageAsk {
  readonly segment: DefinedSegment;
  /** What spend is counted in where the segment names no currency. */
  readonly currency?: string | undefined;
}

/** Who is in a segment, the highest net spend first; how many, and what they spent. */
export async function reportMembers({ segment, currency: given, ...paging }: MembersAsk, base: Base) {
  const members: Member[] = [];
  for await (const member of membersOf(base, segment)) members.push(member);
  const currency = segment.currency ?? (await base.currency(given));
  const spending = members.map((member) => ({ ...member, ...spendOf(member, base, currency) }));
  const page = pageOf(spending, ({ customerId, net }) => ({ id: customerId, value: net }), paging);
  return {
    ...page,
    currency,
    count: spending.length,
    orders: spending.reduce((sum, { orders }) => sum + orders, 0),
    net: spending.reduce((sum, { net }) => sum + net, 0),
    items: page.items.map(({ customerId, orders, net, lastOrder }): SegmentMember => ({
      customerId,
      name: base.attributesOf(customerId).name,
      orders,
      currency,
      net,
      lastOrder,
    })),
  };
}

const spendOf = ({ customerId }: Member, base: Base, currency: string | null) => {
  const purchases = base.purchasesOf(customerId, currency ?? undefined);
  const { orders, net, days } = figuresOfBuyer(purchases, dayNumber(base.moment.asOf));
  const last = days.at(-1);
  return { orders, net, lastOrder: last === undefined ? null : dayText(last) };
};
