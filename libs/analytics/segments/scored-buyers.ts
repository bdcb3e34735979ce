import { minorDigits } from '../../platform/money/index.js';
import { type Base } from '../base/base.js';
import { type BuyerFigures, figuresOfBuyer } from '../base/buyer-figures.js';
import { dayNumber } from '../facts/epoch-days.js';
import { type Key } from '../groups.js';
import { type RfmScores, type RfmValues, scoresByQuintile, scoresByThreshold, valuesOf } from './rfm.js';
import { type Scoring, segmentOf } from './segment-rules.js';

export interface ScoredBuyer {
  readonly customerId: string;
  readonly figures: BuyerFigures;
  readonly values: RfmValues;
  readonly scores: RfmScores;
  readonly segment: Key;
}

/** Every customer with an order by then, scored over all of them. */
export async function scored(
  base: Base,
  currency: string | null,
  { scheme, thresholds, rules }: Scoring,
): Promise<ScoredBuyer[]> {
  const asOf = dayNumber(base.moment.asOf);
  const buyers: Omit<ScoredBuyer, 'scores' | 'segment'>[] = [];
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
