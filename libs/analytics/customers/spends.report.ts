import { type Filter, type FindOptions, type Read } from '../../event-sourcing/core.js';
import { type Base } from '../base/base.js';
import { dayText } from '../facts/epoch-days.js';
import { firstOf } from '../first-of.js';
import { noSpend, type Spend, spendAfter } from './spend.js';

/** What is looked for among the sums of all customers, in the read store's language. */
export interface SpendsAsk {
  readonly currency: string;
  readonly filter: Filter;
  readonly options: FindOptions;
}

/** What `customer-spend` would find if it held the sums as of the moment. */
export const reportSpends = ({ currency, filter, options }: SpendsAsk, base: Base): Promise<Read<Spend>[]> =>
  firstOf(chunksOf(base, currency), filter, options);

/** Customers added up between two sorts. */
const CHUNK = 1_000;

async function* chunksOf(base: Base, currency: string): AsyncGenerator<Read<Spend>[]> {
  let chunk: Read<Spend>[] = [];
  for await (const { customerId, purchases } of base.buyers(currency)) {
    const spend = purchases.reduce(
      (sum, { refund, day, amount }) =>
        spendAfter(sum, { kind: refund ? 'refund' : 'order', day: dayText(day), amount }),
      noSpend(customerId, currency),
    );
    chunk.push({ ...spend, _id: `${customerId}/${currency}` });
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = [];
  }
  yield chunk;
}
