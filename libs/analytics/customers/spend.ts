import { earlier, later, monthOf } from '../days.js';

/** An order's total or a refund, in minor units. */
export interface SpendFact {
  readonly kind: 'order' | 'refund';
  readonly day: string;
  readonly amount: number;
}

/** Sums of one customer's purchases in one currency; amounts in minor units. */
export interface Spend {
  readonly customerId: string;
  readonly currency: string;
  readonly orders: number;
  /** Order totals after discount. */
  readonly gross: number;
  readonly refunded: number;
  /** `gross` − `refunded`. */
  readonly net: number;
  readonly firstOrder: string;
  readonly lastOrder: string;
  /** The day of the last order or refund. */
  readonly lastFact: string;
  /** Days with at least one order. */
  readonly purchaseDays: number;
  /** The purchase days: a bit set for each month (`2017-08`); bit 0 is the first day. */
  readonly days: Readonly<Record<string, number>>;
}

export const noSpend = (customerId: string, currency: string): Spend => ({
  customerId,
  currency,
  orders: 0,
  gross: 0,
  refunded: 0,
  net: 0,
  firstOrder: '',
  lastOrder: '',
  lastFact: '',
  purchaseDays: 0,
  days: {},
});

/** The sums after one more fact; facts may come in any order. */
export function spendAfter(spend: Spend, { kind, day, amount }: SpendFact): Spend {
  const lastFact = later(spend.lastFact, day);
  if (kind === 'refund') {
    return { ...spend, lastFact, refunded: spend.refunded + amount, net: spend.net - amount };
  }
  const month = monthOf(day);
  const bit = 1 << (Number(day.slice(8, 10)) - 1);
  const known = spend.days[month] ?? 0;
  return {
    ...spend,
    orders: spend.orders + 1,
    gross: spend.gross + amount,
    net: spend.net + amount,
    firstOrder: spend.orders === 0 ? day : earlier(spend.firstOrder, day),
    lastOrder: later(spend.lastOrder, day),
    lastFact,
    ...(known & bit
      ? {}
      : { purchaseDays: spend.purchaseDays + 1, days: { ...spend.days, [month]: known | bit } }),
  };
}
