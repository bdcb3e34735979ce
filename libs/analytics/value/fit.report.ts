import { minorDigits } from '../../platform/money/index.js';
import { dataCannotCarryFit } from '../analytics.errors.js';
import { type Base } from '../base/base.js';
import { FitData } from './fit-data.js';
import { type FittedSegment, type TimeUnit } from './lifetime-value.events.js';
import { historiesOf } from './segment-members.js';

export interface FitAsk {
  readonly unit: TimeUnit;
  readonly currency?: string | undefined;
  /** Absent: all customers. */
  readonly segment?: FittedSegment | undefined;
}

/**
 * The models fitted to the purchases of all customers, or of a segment.
 * @throws AnalyticsError `currency-required` or `data-cannot-carry-fit`
 */
export async function reportFit({ unit, currency: given, segment }: FitAsk, base: Base) {
  const { asOf } = base.moment;
  const currency = await base.currency(given);
  if (currency === null) throw dataCannotCarryFit(`there are no purchases by ${asOf}`);
  const measured = new FitData(asOf, 10 ** minorDigits(currency));
  for await (const history of historiesOf(base, currency, segment)) measured.add(history);
  return { unit, currency, ...(await measured.fit(unit)) };
}
