import { type Page, page, type Read } from '../../event-sourcing/core.js';
import { type Base } from '../base/base.js';
import { type Purchase } from '../base/purchase-table.js';
import { type PageAsk } from '../base/table-page.js';
import { dayText } from '../facts/epoch-days.js';
import { firstOf } from '../first-of.js';
import { type KeptReports } from '../kept-reports.js';
import { spanOf, within } from '../purchases/purchase-selection.js';
import { type CustomerSelection, passingIn } from './customer-filter.js';
import { pageByCurrency } from './currency-pages.js';
import { type SpendSource } from './spend-as-of.js';
import { noSpend, type Spend, spendAfter } from './spend.js';

/**
 * Net spend, number of orders, lifetime value (net spend × a constant) or days since the last order.
 */
export const customerSorts = ['spend', 'frequency', 'lifetimeValue', 'recency'] as const;
export type CustomerSort = (typeof customerSorts)[number];

export interface FiguresAsk extends PageAsk, CustomerSelection {
  readonly currency?: string | undefined;
  /** Purchases of these days alone count. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** −1: the highest first. */
  readonly sort: readonly [CustomerSort, 1 | -1];
}

/** The field and the direction that sums are sorted by. */
export const sortOf = ([sort, direction]: FiguresAsk['sort']): readonly [string, 1 | -1] => [
  fieldOf[sort],
  // Fewer days since the last order mean a later last order.
  sort === 'recency' ? (direction === 1 ? -1 : 1) : direction,
];

const fieldOf = { spend: 'net', frequency: 'orders', lifetimeValue: 'net', recency: 'lastOrder' } as const;

/**
 * The sums of customers that pass the filters, currency by currency, in the order asked for.
 * @throws InvalidCursorError when the cursor is malformed or made for another sort
 */
export async function reportFigures(ask: FiguresAsk, base: Base, kept?: KeptReports): Promise<Page<Spend>> {
  const counts = within(spanOf(ask, base.moment.asOf));
  const found = new Map<string, Read<Spend>[]>();
  for (const currency of await base.currencies(ask.currency, counts)) {
    const passes = await passingIn(currency, ask, base, kept);
    const spends: Read<Spend>[] = [];
    for await (const { customerId, purchases } of base.buyers(currency)) {
      const counted = passes(customerId) ? purchases.filter(counts) : [];
      if (counted.length === 0) continue;
      spends.push({ ...spendOf(customerId, currency, counted), _id: `${customerId}/${currency}` });
    }
    if (spends.length > 0) found.set(currency, spends);
  }
  return pageByCurrency([...found.keys()], ask, (currency, asked) => {
    const source: SpendSource = {
      find: (filter, options) => firstOf([found.get(currency) ?? []], filter, options),
    };
    return page(source, {}, { sort: sortOf(ask.sort), ...asked });
  });
}

/** One customer's sums in each currency, or in the one asked for. */
export async function reportFiguresOf(
  { customerId, currency: given }: { readonly customerId: string; readonly currency?: string | undefined },
  base: Base,
) {
  await base.pause();
  const spends: Spend[] = [];
  for (const currency of await base.currencies(given, undefined, customerId)) {
    const purchases = base.purchasesOf(customerId, currency);
    if (purchases.length > 0) spends.push(spendOf(customerId, currency, purchases));
  }
  return { spends };
}

/** The sums of one customer's purchases in one currency. */
export const spendOf = (customerId: string, currency: string, purchases: readonly Purchase[]): Spend =>
  purchases.reduce(
    (sum, { refund, day, amount }) =>
      spendAfter(sum, { kind: refund ? 'refund' : 'order', day: dayText(day), amount }),
    noSpend(customerId, currency),
  );
