import { minorDigits } from '../../platform/money/index.js';
import { type Base } from '../base/base.js';
import { type BuyerFigures, figuresOfBuyer } from '../base/buyer-figures.js';
import { dayNumber } from '../facts/epoch-days.js';
import { type Key } from '../groups.js';
import {
  type RfmScores,
  type RfmValues,
  scoresByQuintile,
  scoresByThreshold,
  type Thresholds,
  valuesOf,
} from './rfm.js';
import { type SchemeName, segmentOf, type SegmentRule } from './segment-rules.js';

/** How customers are scored and put into segments. */
export interface Segmenting {
  readonly scheme: SchemeName;
  readonly thresholds: Thresholds;
  readonly rules: readonly SegmentRule[];
}

export interface Segmented {
  readonly customerId: string;
  readonly figures: BuyerFigures;
  readonly values: RfmValues;
  readonly scores: RfmScores;
  readonly segment: Key;
}

/** Every customer with an order by then, scored over all of them. */
export async function segmented(
  base: Base,
  currency: string | null,
  { scheme, thresholds, rules }: Segmenting,
): Promise<Segmented[]> {
  const asOf = dayNumber(base.moment.asOf);
  const buyers: Omit<Segmented, 'scores' | 'segment'>[] = [];
  for await (const { customerId, purchases } of base.buyers(currency)) {
    const figures = figuresOfBuyer(purchases, asOf);
    if (figures.orders > 0) buyers.push({ customerId, figures, values: valuesOf(figures, asOf) });
  }
  const quintiles = scheme === 'quintiles' ? scoresByQuintile(buyers.map(({ values }) => values)) : undefined;
  const minor = 10 ** (currency === null ? 2 : minorDigits(currency));
  await base.pause();
  return buyers.map((buyer, at) => {
    const scores = quintiles?.[at] ?? scoresByThreshold(buyer.figures, asOf, thresholds, minor);
    return { ...buyer, scores, segment: segmentOf(scores, rules) };
  });
}

export const segmentsOf = async (
  base: Base,
  currency: string | null,
  segmenting: Segmenting,
): Promise<ReadonlyMap<string, Key>> =>
  new Map(
    (await segmented(base, currency, segmenting)).map(({ customerId, segment }) => [customerId, segment]),
  );
