import { daysBetween } from '../days.js';
import { toHundredths, toMinor } from '../rounding.js';
import { type Spend } from './spend.js';
import { type FiguresInCurrency } from './customers.answers.js';

/** The mean month: a Julian year of 365.25 days, by twelve. */
const DAYS_PER_MONTH = 30.4375;

/**
 * One customer's figures in one currency, from the sums of what had happened by `asOf`; undefined sums: it bought nothing.
 * - frequency: `perMonth` = orders × 30.4375 / days from the first order to `until`; `meanDaysBetween` = days from the
 *   first order to the last / (purchase days − 1). Both to two decimals, null where the divisor is 0. Orders of one
 *   day make one purchase day: what "repeat purchase" counts in Fader, Hardie and Lee, "Counting your customers the
 *   easy way" (2005).
 * - spend: `averageOrder` = gross / orders, to the minor unit: what an order is worth when it is placed, refunds left
 *   out, as average order value is usual in commerce.
 * - lifetime value, historic: net spend to date × margin, to the minor unit: the profit had so far, as against a
 *   prediction (Farris et al., "Marketing Metrics", on customer lifetime value).
 */
export function figuresOf(
  spend: Spend | undefined,
  margin: number,
  asOf: string,
  /** The last day of what is summed. */
  until = asOf,
): FiguresInCurrency {
  // Of a few days, there may be nothing but money paid back.
  const ordered = spend && spend.orders > 0 ? spend : undefined;
  const { orders = 0, purchaseDays = 0, gross = 0, refunded = 0, net = 0 } = spend ?? {};
  const currency = spend?.currency ?? null;
  return {
    frequency: {
      orders,
      purchaseDays,
      perMonth: perMonth(ordered, until),
      meanDaysBetween: meanDaysBetween(ordered),
    },
    recency: {
      firstOrder: ordered?.firstOrder ?? null,
      lastOrder: ordered?.lastOrder ?? null,
      daysSince: ordered ? daysBetween(ordered.lastOrder, asOf) : null,
    },
    spend: { currency, gross, refunded, net, averageOrder: orders === 0 ? null : toMinor(gross / orders) },
    lifetimeValue: { currency, historic: toMinor(net * margin) },
  };
}

function perMonth(spend: Spend | undefined, until: string): number | null {
  const days = spend ? daysBetween(spend.firstOrder, until) : 0;
  return spend && days > 0 ? toHundredths((spend.orders * DAYS_PER_MONTH) / days) : null;
}

function meanDaysBetween(spend: Spend | undefined): number | null {
  if (!spend || spend.purchaseDays < 2) return null;
  return toHundredths(daysBetween(spend.firstOrder, spend.lastOrder) / (spend.purchaseDays - 1));
}
