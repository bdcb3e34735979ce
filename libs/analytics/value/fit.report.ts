import { minorDigits } from '../../platform/money/index.js';
import { dataCannotCarryFit } from '../analytics.errors.js';
import { type Base } from '../base/base.js';
import { type Purchase } from '../base/purchase-table.js';
import { FitData } from './fit-data.js';
import { type FittedSegment, type LeftOut, type TimeUnit } from './lifetime-value.events.js';
import { historiesOf } from './segment-members.js';

export interface FitAsk {
  readonly unit: TimeUnit;
  /** Absent: the one that most customers bought in. */
  readonly currency?: string | undefined;
  /** Absent: all customers. */
  readonly segment?: FittedSegment | undefined;
}

/**
 * The models fitted to the purchases of all customers, or of a segment, in one currency; purchases in others are left out
 * and counted, unless the base converts them.
 * @throws AnalyticsError `data-cannot-carry-fit`
 */
export async function reportFit({ unit, currency: given, segment }: FitAsk, base: Base) {
  const { asOf } = base.moment;
  const currency = given ?? (await mostUsed(base));
  if (currency === undefined) throw dataCannotCarryFit(`there are no purchases by ${asOf}`);
  const measured = new FitData(asOf, 10 ** minorDigits(currency));
  for await (const history of historiesOf(base, currency, segment)) measured.add(history);
  const leftOut = base.converts ? nobody : await leftOutOf(currency, base);
  const { data, warnings, ...fit } = await measured.fit(unit);
  return {
    unit,
    currency,
    ...fit,
    data: { ...data, leftOut },
    warnings: leftOut.orders > 0 ? [...warnings, 'other-currencies-left-out' as const] : warnings,
  };
}

const nobody: LeftOut = { customers: 0, orders: 0 };

/** The currency that most customers bought in, the first by its code among equals. */
async function mostUsed(base: Base): Promise<string | undefined> {
  const buyers = new Map<string, number>();
  for await (const { purchases } of base.buyersInAny())
    for (const currency of new Set(purchases.map((each) => each.currency)))
      buyers.set(currency, (buyers.get(currency) ?? 0) + 1);
  const [most] = [...buyers].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1));
  return most?.[0];
}

async function leftOutOf(currency: string, base: Base): Promise<LeftOut> {
  const isLeftOut = (each: Purchase) => !each.refund && each.currency !== currency;
  let [customers, orders] = [0, 0];
  for await (const { purchases } of base.buyersInAny()) {
    orders += purchases.filter(isLeftOut).length;
    if (purchases.every((each) => each.refund || isLeftOut(each))) customers += 1;
  }
  return { customers, orders };
}
