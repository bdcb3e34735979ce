import { type Base } from '../base/base.js';
import { isPeriod } from '../facts/periods.js';
import { eachOf } from '../groups.js';
import { changeOf, type Comparison, keyBefore, spanBefore } from '../comparison.js';
import { countsOf, withKept } from '../base/kept-counts.js';
import { type KeptReports } from '../kept-reports.js';
import { type GroupKeys } from './group-keys.js';
import { groupingQuestion } from './grouping-question.js';
import { type Grouping, type PurchasesAsk } from './purchase-grouping.js';
import { knownBuyers, type OpenSpan, spanOf, within } from './purchase-selection.js';
import {
  type ComparedPurchases,
  type PurchaseFigures,
  type PurchaseGroup,
  type PurchaseTotal,
} from './purchases.answers.js';
import { PurchaseTally } from './purchase-tally.js';

export interface PurchasesReported {
  readonly groups: readonly PurchaseGroup[];
  /** One for each currency. */
  readonly totals: readonly PurchaseTotal[];
}

/**
 * Purchases by one or two dimensions, and in total, currency by currency; compared with an earlier time where that is asked
 * for. What is known now is answered from kept groupings, if it can be.
 */
export async function reportPurchases(
  ask: PurchasesAsk,
  base: Base,
  kept?: KeptReports,
): Promise<PurchasesReported> {
  const groupings = ask.customerId === undefined ? kept?.groupings : undefined;
  return withKept(groupings, () => purchasesReported(ask, base, kept));
}

async function purchasesReported(
  ask: PurchasesAsk,
  base: Base,
  kept?: KeptReports,
): Promise<PurchasesReported> {
  const span = spanOf(ask, base.moment.asOf);
  const groups: PurchaseGroup[] = [];
  const totals: PurchaseTotal[] = [];
  for (const currency of eachOf(await base.currencies(ask.currency, within(span), ask.customerId))) {
    const reported = await reportIn(currency, span, ask, base, kept);
    groups.push(...reported.groups);
    totals.push(reported.total);
  }
  return { groups, totals };
}

async function reportIn(
  currency: string | null,
  span: OpenSpan,
  ask: PurchasesAsk,
  base: Base,
  kept?: KeptReports,
) {
  const { asOf } = base.moment;
  const known = await knownBuyers(ask, base, currency, {
    bySegment: [ask.groupBy, ask.thenBy].includes('segment'),
    kept,
  });
  const grouped = (during: OpenSpan) =>
    countsOf(groupingQuestion(ask, { span: during, currency, asOf }, known), base, kept?.groupings);
  const grouping = await grouped(span);
  const compared = ask.compareTo && (await comparing(ask.compareTo, ask, span, grouped));
  const besides = [...(ask.emptyPeriods ? grouping.periods(span) : []), ...(compared?.besides ?? [])];
  const groups = grouping.groups(currency, span, asOf, besides);
  const { key: _, ...total } = grouping.total.figures(null, currency, span, asOf);
  if (!compared) return { groups, total };
  return {
    groups: groups.map((group) => ({ ...group, ...compared.group(group) })),
    total: { ...total, ...compared.total(total) },
  };
}

/**
 * What came before: of a period, the whole period before or a year before; of everything else, the days before `from` or a
 * year before.
 */
async function comparing(
  compareTo: Comparison,
  { groupBy, thenBy }: PurchasesAsk,
  { from, to }: OpenSpan,
  grouped: (span: OpenSpan) => Promise<Grouping>,
) {
  const before = from === undefined ? undefined : await grouped(spanBefore({ from, to }, compareTo));
  const byPeriod = isPeriod(groupBy) || (thenBy !== undefined && isPeriod(thenBy));
  const groups = byPeriod ? await grouped({ to }) : before;
  const keysBefore = ({ key, thenKey }: GroupKeys): GroupKeys | undefined => {
    const first = isPeriod(groupBy) ? key && keyBefore(groupBy, key, compareTo) : key;
    const second =
      thenBy !== undefined && isPeriod(thenBy) ? thenKey && keyBefore(thenBy, thenKey, compareTo) : thenKey;
    if (first === undefined || (thenKey !== undefined && second === undefined)) return undefined;
    return { key: first, ...(second === undefined ? {} : { thenKey: second }) };
  };
  return {
    /** Groups that there were, and perhaps are no more. */
    besides: byPeriod ? [] : (before?.groupKeys() ?? []),
    group: (group: PurchaseGroup): ComparedPurchases => {
      const keys = keysBefore(group);
      if (!keys) return { before: null, change: null };
      return compared(group, groups?.find(keys) ?? new PurchaseTally());
    },
    total: (total: PurchaseFigures): ComparedPurchases =>
      before ? compared(total, before.total) : { before: null, change: null },
  };
}

const compared = (now: PurchaseFigures, tally: PurchaseTally): ComparedPurchases => {
  const before = tally.sums();
  return { before, change: changeOf(now, before) };
};
