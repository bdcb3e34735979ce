import { minorDigits } from '../../platform/money/index.js';
import { type Base } from '../base/base.js';
import { type BuyerFigures, figuresOfBuyer } from '../base/buyer-figures.js';
import { countsOf, type CountingQuestion, type KeptCounts, withKept } from '../base/kept-counts.js';
import { EachCustomer } from '../base/each-customer.js';
import { dayNumber } from '../facts/epoch-days.js';
import { type Key } from '../groups.js';
import { type RfmScores, type RfmValues, scoresByQuintile, scoresByThreshold, valuesOf } from './rfm.js';
import { type Scoring, segmentOf } from './segment-rules.js';

/** A buyer with what is scored. */
interface Scorable {
  readonly customerId: string;
  readonly figures: BuyerFigures;
  readonly values: RfmValues;
}

export interface ScoredBuyer extends Scorable {
  readonly scores: RfmScores;
  readonly segment: Key;
}

/** The figures of everybody with an order, as of a day. */
export type FiguresOfBuyers = EachCustomer<Scorable>;

/** Where the figures of buyers are kept. */
export interface KeptFigures {
  readonly figures: KeptCounts<FiguresOfBuyers>;
}

function figuresQuestion(currency: string | null, asOf: number): CountingQuestion<FiguresOfBuyers> {
  return {
    currency,
    canBeKept: true,
    ofEverybody: false,
    looksAtCustomers: false,
    // With each day, everybody's last order is longer ago.
    goesOn: false,
    keyAsOf: (day) => JSON.stringify([currency, day]),
    begin: () => new EachCustomer(),
    count: (buyers, { customerId, purchases }, times) => {
      const figures = figuresOfBuyer(purchases, asOf);
      if (figures.orders > 0) buyers.add({ customerId, figures, values: valuesOf(figures, asOf) }, times);
    },
  };
}

/** The segment of each. */
export const segmentsAmong = (buyers: readonly ScoredBuyer[]): Map<string, Key> =>
  new Map(buyers.map(({ customerId, segment }) => [customerId, segment]));

/** Every customer with an order by then, scored over all of them. */
export async function scored(
  base: Base,
  currency: string | null,
  { scheme, thresholds, rules }: Scoring,
  kept?: KeptFigures,
): Promise<ScoredBuyer[]> {
  const asOf = dayNumber(base.moment.asOf);
  const question = figuresQuestion(currency, asOf);
  const buyers = await withKept(kept?.figures, async (figures) =>
    (await countsOf(question, base, figures)).all(),
  );
  const quintiles = scheme === 'quintiles' ? scoresByQuintile(buyers.map(({ values }) => values)) : undefined;
  const minor = 10 ** (currency === null ? 2 : minorDigits(currency));
  await base.pause();
  return buyers.map((buyer, at) => {
    const scores = quintiles?.[at] ?? scoresByThreshold(buyer.figures, asOf, thresholds, minor);
    return { ...buyer, scores, segment: segmentOf(scores, rules) };
  });
}
