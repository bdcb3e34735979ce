import { type Base } from '../base/base.js';
import { type PurchaseHistory } from '../base/purchase-history.js';
import { segmentsOf } from '../segments/segmenting.js';
import { type FittedSegment } from './lifetime-value.events.js';

/**
 * The purchases of a segment's members, or of everybody without one. Who is a member is as of `day`, which may be before the
 * base's.
 */
export async function* historiesOf(
  base: Base,
  currency: string,
  segment: FittedSegment | undefined,
  day = base.moment.asOf,
): AsyncGenerator<PurchaseHistory> {
  const segments = segment && (await segmentsOf(base.asOf(day), currency, segment));
  for await (const history of base.histories(currency))
    if (segments === undefined || segments.get(history.customerId) === segment?.name) yield history;
}
