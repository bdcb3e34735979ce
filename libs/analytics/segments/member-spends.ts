import { type Base } from '../base/base.js';
import { figuresOfBuyer } from '../base/buyer-figures.js';
import { type Sorted } from '../base/table-page.js';
import { dayNumber, dayText } from '../facts/epoch-days.js';

/** What one customer spent in one currency; null: it bought nothing. */
export interface MemberSpend {
  readonly currency: string | null;
  readonly orders: number;
  /** In minor units. */
  readonly net: number;
  readonly lastOrder: string | null;
}

function spendIn(customerId: string, currency: string | null, base: Base): MemberSpend {
  const purchases = currency === null ? [] : base.purchasesOf(customerId, currency);
  const { orders, net, days } = figuresOfBuyer(purchases, dayNumber(base.moment.asOf));
  const last = days.at(-1);
  return { currency, orders, net, lastOrder: last === undefined ? null : dayText(last) };
}

/** In each of the currencies that the customer bought in; in none, if there is none, so that it isn't left out. */
export function spendsOf(customerId: string, currencies: readonly string[], base: Base): MemberSpend[] {
  const bought = currencies.filter((currency) => base.purchasesOf(customerId, currency).length > 0);
  return (bought.length === 0 ? [null] : bought).map((currency) => spendIn(customerId, currency, base));
}

/** After every currency. */
const LAST = '\uffff';

/** Currency by currency, the highest net spend first; who bought nothing comes last. */
export const placeOf = ({
  customerId,
  currency,
  net,
}: Pick<MemberSpend, 'currency' | 'net'> & { readonly customerId: string }): Sorted => ({
  id: customerId,
  value: net,
  group: currency ?? LAST,
});
